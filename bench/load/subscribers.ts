import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** How a subscriber opens its connection and keeps it open. */
export interface Handshake {
  port: number;
  /** Sent first, as text. */
  request: string;
  /** Sent after the server's first reply, in base64; may be empty. */
  followUp: string;
  /** A text that is in each event exactly once, for example "\nevent: ". */
  eventMarker: string;
  /** Whether it answers Engine.IO's ping, "2" over a WebSocket, with "3". */
  answersPings: boolean;
}

export interface Delivery {
  subscribers: number;
  /** When the first and the last subscriber got the marker, in epoch ms with fractions. */
  firstAt: number;
  lastAt: number;
}

const PARALLEL_CONNECTS = 200;
const TIMEOUT_MS = 20_000;
/** WebSocket frames: "2" as a server sends it, and "3" masked with zeros (a client must mask). */
const PING = Buffer.from([0x81, 0x01, 0x32]);
const PONG = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x33]);

/** Many open connections that get what a server sends to all. */
export class Subscribers {
  readonly #sockets: Socket[] = [];
  #marker: Buffer | undefined;
  #events = 0;
  #delivered = new Set<Socket>();
  #firstAt = 0;
  #onAllDelivered: (() => void) | undefined;

  async open(handshake: Handshake, count: number): Promise<void> {
    while (this.#sockets.length < count) {
      const batch = Math.min(PARALLEL_CONNECTS, count - this.#sockets.length);
      this.#sockets.push(
        ...(await Promise.all(Array.from({ length: batch }, () => this.#connect(handshake)))),
      );
    }
  }

  /** Events that all subscribers together got since the last `waitForMarker` began. */
  get events(): number {
    return this.#events;
  }

  /**
   * Counts events from now on and resolves when every subscriber has got `marker`.
   *
   * @throws Error if this takes longer than 20 s
   */
  async waitForMarker(marker: string): Promise<Delivery> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`${this.#delivered.size} of ${this.#sockets.length} got ${marker}`)),
      TIMEOUT_MS,
    );
    this.#delivered = new Set();
    this.#firstAt = 0;
    this.#events = 0;
    this.#onAllDelivered = resolve;
    this.#marker = Buffer.from(marker);
    await promise.finally(() => clearTimeout(timer));
    return { subscribers: this.#delivered.size, firstAt: this.#firstAt, lastAt: now() };
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect({ port, request, followUp, eventMarker, answersPings }: Handshake): Promise<Socket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => socket.destroy());
    await once(socket, "connect");
    socket.write(request);
    const [first] = (await once(socket, "data")) as [Buffer];
    if (!/^HTTP\/1.1 (200|101)/.test(first.toString("latin1")))
      throw new Error(`Connection refused: ${first}`);
    if (followUp) socket.write(Buffer.from(followUp, "base64"));
    const event = Buffer.from(eventMarker);
    let tail: Buffer = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      if (answersPings && chunk.includes(PING)) socket.write(PONG);
      this.#events += countOf(event, bytes, tail.length);
      const marker = this.#marker;
      if (marker && !this.#delivered.has(socket) && bytes.includes(marker)) this.#markDelivered(socket);
      // A marker may be split between two chunks.
      const tailLength = Math.max(marker?.length ?? 0, event.length) - 1;
      tail = Buffer.from(bytes.subarray(-tailLength));
    });
    return socket;
  }

  #markDelivered(socket: Socket): void {
    this.#firstAt ||= now();
    this.#delivered.add(socket);
    if (this.#delivered.size === this.#sockets.length) this.#onAllDelivered?.();
  }
}

/** How often `marker` is in `bytes`. Occurrences that end within the first `counted` bytes were counted before. */
function countOf(marker: Buffer, bytes: Buffer, counted: number): number {
  let count = 0;
  let at = bytes.indexOf(marker, Math.max(0, counted - marker.length + 1));
  while (at !== -1) {
    count++;
    at = bytes.indexOf(marker, at + marker.length);
  }
  return count;
}

function now(): number {
  return performance.timeOrigin + performance.now();
}
