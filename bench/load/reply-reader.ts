import type { Socket } from "node:net";

const HEAD_END = Buffer.from("\r\n\r\n");

/** Finds the replies in a connection's bytes, however these are cut; at most one reply is under way. */
export class ReplyReader {
  readonly #onReply: (status: number, body: () => string) => void;
  #pending: Buffer = Buffer.alloc(0);

  constructor(onReply: (status: number, body: () => string) => void) {
    this.#onReply = onReply;
  }

  feed(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    this.#pending = bytes;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd === -1) return;
    const head = bytes.toString("latin1", 0, headEnd);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? (status === 304 ? "0" : undefined);
    if (!head.startsWith("HTTP/1.1 ") || length === undefined) {
      throw new Error(`Not a reply with a length: ${head.slice(0, 200)}`);
    }
    const bodyAt = headEnd + HEAD_END.length;
    const end = bodyAt + Number(length);
    if (bytes.length < end) return;
    this.#pending = bytes.subarray(end);
    this.#onReply(status, () => bytes.toString("utf8", bodyAt, end));
  }
}

/** Has a reader read what a socket hears, and tells where the conversation breaks. */
export function listen(socket: Socket, reader: ReplyReader, failed: (error: unknown) => void): void {
  socket.on("data", (chunk) => {
    try {
      reader.feed(chunk as Buffer);
    } catch (error) {
      failed(error);
    }
  });
  socket.on("error", failed);
  socket.on("close", () => failed(new Error("The server closed a connection")));
}
