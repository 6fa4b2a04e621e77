import { Carry } from "./carry.ts";
import { parseReplyHead } from "./http-head.ts";
import type { ReaderHandlers, StreamReader } from "./stream-reader.ts";

/** WebSocket's frame of "3", masked with zeros, because a client must mask. */
const PONG = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]);
const PING = "2";

/** Reads Socket.IO's events over WebSockets (RFC 6455, frames of a server), and answers Engine.IO's pings. */
export class SocketIoReader implements StreamReader {
  readonly #handlers: ReaderHandlers;
  readonly #isUpgraded: Uint8Array;
  readonly #carry = new Carry();

  constructor(capacity: number, handlers: ReaderHandlers) {
    this.#handlers = handlers;
    this.#isUpgraded = new Uint8Array(capacity);
  }

  reset(stream: number): void {
    this.#isUpgraded[stream] = 0;
    this.#carry.drop(stream);
  }

  read(stream: number, bytes: Buffer): void {
    const input = this.#carry.join(stream, bytes);
    let at = 0;
    if (this.#isUpgraded[stream] === 0) {
      const head = parseReplyHead(input);
      if (!head) {
        this.#carry.keep(stream, input);
        return;
      }
      this.#isUpgraded[stream] = 1;
      this.#handlers.onHead(stream, head.status, head.retryAfterMs);
      at = head.length;
    }
    for (let frame = frameAt(input, at); frame; frame = frameAt(input, at)) {
      this.#readPacket(stream, input.toString("utf8", frame.start, frame.end));
      at = frame.end;
    }
    this.#carry.keep(stream, input, at);
  }

  #readPacket(stream: number, text: string): void {
    if (text === PING) this.#handlers.send(stream, PONG);
    const name = /^42\["([^"]*)"/.exec(text)?.[1];
    if (name !== undefined) this.#handlers.onEvent(stream, { name, text, id: undefined, retryMs: undefined });
  }
}

/** Where the payload of an unmasked frame is. @returns undefined while the frame is not complete */
function frameAt(bytes: Buffer, at: number): { start: number; end: number } | undefined {
  if (bytes.length < at + 2) return undefined;
  const short = bytes[at + 1]! & 0x7f;
  const start = at + 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
  if (bytes.length < start) return undefined;
  const length =
    short === 126
      ? bytes.readUInt16BE(at + 2)
      : short === 127
        ? Number(bytes.readBigUInt64BE(at + 2))
        : short;
  return bytes.length < start + length ? undefined : { start, end: start + length };
}
