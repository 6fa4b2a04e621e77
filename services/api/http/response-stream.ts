import type { ServerResponse } from "node:http";

/** A piece of a streamed body, encoded once for all clients: plain, and framed as an HTTP chunk (RFC 9112, 7.1). */
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

/** A response whose body is written piece by piece, for as long as the client stays. */
export interface ResponseStream {
  /** The client has disconnected, or the response has ended and is fully sent. */
  readonly isClosed: boolean;
  /** Bytes written that wait in this process because the client reads slowly. */
  readonly bufferedBytes: number;
  /** Sends status 200 and these headers. */
  writeHead(headers: Record<string, string>): void;
  /** Does nothing after `end`, or if the client has disconnected. */
  write(chunk: Chunk): void;
  end(finalChunk?: Chunk): void;
  /** Closes the connection at once. */
  destroy(): void;
  /** @param listener called each time that the buffered bytes have been sent */
  onDrain(listener: () => void): void;
  /** @param listener called once, when the response is over or the client has disconnected */
  onClose(listener: () => void): void;
}

/** Writes through a response of Node's HTTP server. */
export class NodeResponseStream implements ResponseStream {
  readonly #res: ServerResponse;

  /** @param requestId sent as `X-Request-ID`, unless the response already has that header */
  constructor(res: ServerResponse, requestId: string) {
    this.#res = res;
    if (!res.hasHeader("X-Request-ID")) res.setHeader("X-Request-ID", requestId);
    res.on("error", () => res.destroy());
  }

  get isClosed(): boolean {
    return this.#res.destroyed || this.#res.closed;
  }

  get bufferedBytes(): number {
    return this.#res.writableLength;
  }

  writeHead(headers: Record<string, string>): void {
    // A client that sends no more has disconnected, as far as a stream is concerned.
    if (this.#res.socket?.readableEnded) this.#res.destroy();
    else this.#res.writeHead(200, headers).flushHeaders();
  }

  write({ bytes }: Chunk): void {
    if (!this.#res.writableEnded && !this.#res.destroyed) this.#res.write(bytes);
  }

  end(finalChunk?: Chunk): void {
    this.#res.end(finalChunk?.bytes);
  }

  destroy(): void {
    this.#res.destroy();
  }

  onDrain(listener: () => void): void {
    this.#res.on("drain", listener);
  }

  onClose(listener: () => void): void {
    this.#res.once("close", listener);
  }
}
