import type { ServerResponse } from "node:http";

/** Bytes of a stream's body, made once for all who get them: by themselves, and framed as a chunk (RFC 9112, 7.1). */
export interface Chunk {
  readonly bytes: Buffer;
  readonly framed: Buffer;
}

/** @param text not empty: an empty chunk would end the body */
export function chunkOf(text: string): Chunk {
  const size = `${Buffer.byteLength(text).toString(16)}\r\n`;
  const framed = Buffer.from(`${size}${text}\r\n`);
  return { framed, bytes: framed.subarray(size.length, framed.length - 2) };
}

/** The way to a client for a reply that has no end yet. */
export interface Outlet {
  /** The client is gone, or the reply was ended and is over. */
  readonly isClosed: boolean;
  /** Bytes that were written and that the client has not taken yet. */
  readonly waitingBytes: number;
  /** Sends the header of a 200. */
  begin(headers: Record<string, string>): void;
  /** Nothing is written after the end, or to a client that is gone. */
  write(chunk: Chunk): void;
  end(lastWords?: Chunk): void;
  /** Breaks the connection off. */
  cutOff(): void;
  /** @param listener told once the client has taken all that waited, each time */
  onTaken(listener: () => void): void;
  /** @param listener told once, when the reply is over or its client is gone */
  onClose(listener: () => void): void;
}

/** By way of a response of Node's server. */
export class HttpOutlet implements Outlet {
  readonly #res: ServerResponse;

  /** @param requestId goes out along with it, unless it stands in the header already */
  constructor(res: ServerResponse, requestId: string) {
    this.#res = res;
    if (!res.hasHeader("X-Request-ID")) res.setHeader("X-Request-ID", requestId);
    res.on("error", () => res.destroy());
  }

  get isClosed(): boolean {
    return this.#res.destroyed || this.#res.closed;
  }

  get waitingBytes(): number {
    return this.#res.writableLength;
  }

  begin(headers: Record<string, string>): void {
    this.#res.writeHead(200, headers);
    this.#res.flushHeaders();
  }

  write({ bytes }: Chunk): void {
    if (!this.#res.writableEnded && !this.#res.destroyed) this.#res.write(bytes);
  }

  end(lastWords?: Chunk): void {
    this.#res.end(lastWords?.bytes);
  }

  cutOff(): void {
    this.#res.destroy();
  }

  onTaken(listener: () => void): void {
    this.#res.on("drain", listener);
  }

  onClose(listener: () => void): void {
    this.#res.once("close", listener);
  }
}
