import type { Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

/** Parses the replies of a connection from chunks of any size. At most one request is in flight. */
export class ReplyReader {
  /** Whether the next reply has no body, as to a HEAD. */
  isHead = false;
  readonly #onReply: (status: number, body: () => string) => void;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(onReply: (status: number, body: () => string) => void) {
    this.#onReply = onReply;
  }

  feed(chunk: Buffer): void {
    const bytes = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    this.#buffer = bytes;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = bytes.toString("latin1", 0, headEnd);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? (status === 304 ? "0" : undefined);
    if (!head.startsWith("HTTP/1.1 ") || length === undefined) {
      throw new Error(`A reply without Content-Length: ${head.slice(0, 200)}`);
    }
    const bodyStart = headEnd + HEAD_END.length;
    const end = bodyStart + (this.isHead ? 0 : Number(length));
    if (bytes.length < end) return;
    this.#buffer = bytes.subarray(end);
    this.#onReply(status, () => bytes.toString("utf8", bodyStart, end));
  }
}

/** Feeds a reader from a socket. Calls `onError` if a reply is malformed or the connection breaks. */
export function readReplies(socket: Socket, reader: ReplyReader, onError: (error: unknown) => void): void {
  socket.on("data", (chunk) => {
    try {
      reader.feed(chunk as Buffer);
    } catch (error) {
      onError(error);
    }
  });
  socket.on("error", onError);
  socket.on("close", () => onError(new Error("The server closed a connection")));
}
