import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** How a listener gets in, and what it says to be kept. */
export interface Handshake {
  port: number;
  /** What it sends at once, as text. */
  hello: string;
  /** What it then sends, in base64, once the server's first reply is there; empty for nothing. */
  reply: string;
  /** What stands once in each event that comes, as in "\nevent: ". */
  eventMark: string;
  /** Whether it answers a WebSocket's "2" (Engine.IO's ping) with a "3". */
  answersPings: boolean;
}

export interface Heard {
  listeners: number;
  /** Epoch ms with fractions, when the first and the last had heard it. */
  firstAt: number;
  lastAt: number;
}

const AT_ONCE = 200;
const PATIENCE_MS = 20_000;
/** Frames of a WebSocket: text "2" as a server sends it; text "3" masked with zeros as a client must. */
const PING = Buffer.from([0x81, 0x01, 0x32]);
const PONG = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]);

/** A crowd of open connections that listen for what a server sends to all. */
export class Listeners {
  readonly #sockets: Socket[] = [];
  #marker: Buffer | undefined;
  #events = 0;
  #heard = new Set<Socket>();
  #firstAt = 0;
  #done: (() => void) | undefined;

  async open(handshake: Handshake, count: number): Promise<void> {
    while (this.#sockets.length < count) {
      const many = Math.min(AT_ONCE, count - this.#sockets.length);
      this.#sockets.push(...(await Promise.all(Array.from({ length: many }, () => this.#join(handshake)))));
    }
  }

  /** Events that came to all of them together since they began to hear what they heard last. */
  get events(): number {
    return this.#events;
  }

  /**
   * From now on counts events and waits for `marker`; the promise is kept once all have heard it.
   *
   * @throws Error where they do not
   */
  async hear(marker: string): Promise<Heard> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fuse = setTimeout(
      () => reject(new Error(`${this.#heard.size} of ${this.#sockets.length} heard ${marker}`)),
      PATIENCE_MS,
    );
    this.#heard = new Set();
    this.#firstAt = 0;
    this.#events = 0;
    this.#done = resolve;
    this.#marker = Buffer.from(marker);
    await promise.finally(() => clearTimeout(fuse));
    return { listeners: this.#heard.size, firstAt: this.#firstAt, lastAt: now() };
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #join({ port, hello, reply, eventMark, answersPings }: Handshake): Promise<Socket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => socket.destroy());
    await once(socket, "connect");
    socket.write(hello);
    const [first] = (await once(socket, "data")) as [Buffer];
    if (!/^HTTP\/1.1 (200|101)/.test(first.toString("latin1"))) throw new Error(`Not let in: ${first}`);
    if (reply) socket.write(Buffer.from(reply, "base64"));
    const event = Buffer.from(eventMark);
    let tail: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      if (answersPings && chunk.includes(PING)) socket.write(PONG);
      this.#events += countOf(event, bytes, tail.length);
      const marker = this.#marker;
      if (marker && !this.#heard.has(socket) && bytes.includes(marker)) this.#note(socket);
      // A marker may be cut in two.
      const kept = Math.max(marker?.length ?? 0, event.length) - 1;
      tail = Buffer.from(bytes.subarray(-kept));
    });
    return socket;
  }

  #note(socket: Socket): void {
    this.#firstAt ||= now();
    this.#heard.add(socket);
    if (this.#heard.size === this.#sockets.length) this.#done?.();
  }
}

/** How often it stands in the bytes, without what ended within the first `known` of them. */
function countOf(mark: Buffer, bytes: Buffer, known: number): number {
  let count = 0;
  let at = bytes.indexOf(mark, Math.max(0, known - mark.length + 1));
  while (at !== -1) {
    count++;
    at = bytes.indexOf(mark, at + mark.length);
  }
  return count;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
