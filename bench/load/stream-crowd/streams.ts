import { backoffMs } from "../../../client/src/backoff.ts";
import { ApiError } from "../../../client/src/errors.ts";
import { CrowdTally } from "./crowd-tally.ts";
import { CrowdTokens } from "./crowd-tokens.ts";
import { DueQueue } from "./due-queue.ts";
import { EventCounts } from "./event-counts.ts";
import { Paced } from "./paced.ts";
import type { Arrivals, CrowdPart, CrowdStatus, CrowdTarget, EventCount } from "./plan.ts";
import { SocketIoReader } from "./socket-io-reader.ts";
import { SseReader } from "./sse-reader.ts";
import type { CrowdEvent, StreamReader } from "./stream-reader.ts";
import { StreamSockets } from "./stream-sockets.ts";
import { Watch } from "./watch.ts";

/** If no stream gets any further for this long, something is wrong; in ms. */
const STUCK_MS = 30_000;
/** After `stopOpening` those that get no further for this long are given up, in ms. */
const GIVE_UP_MS = 5000;
const POLL_MS = 10;

/** The streams of one process: opens them, keeps them open, counts what they get. See `CrowdPlan`. */
export class Streams {
  readonly #part: CrowdPart;
  readonly #tokens: CrowdTokens;
  readonly #sockets: StreamSockets;
  readonly #reader: StreamReader;
  readonly #tally: CrowdTally;
  readonly #counts: EventCounts;
  readonly #due: DueQueue;
  #targets: readonly CrowdTarget[];
  #watch: Watch | undefined;
  #paced: Paced | undefined;
  #isStopped = false;
  /** Streams that were begun. */
  #count = 0;

  constructor(part: CrowdPart) {
    const { capacity } = part;
    this.#part = part;
    this.#targets = part.targets;
    this.#tokens = new CrowdTokens(part);
    this.#counts = new EventCounts(capacity);
    this.#tally = new CrowdTally(capacity);
    this.#due = new DueQueue((stream) => this.#connect(stream));
    this.#sockets = new StreamSockets({
      onConnect: (stream) =>
        this.#sockets.write(stream, this.#tokens.request(stream, this.#tally.lastId(stream))),
      onBytes: (stream, bytes) => {
        this.#tally.receivedBytes += bytes.length;
        this.#reader.read(stream, bytes);
      },
      onClose: (stream, code) => this.#closed(stream, code),
    });
    const Reader = part.protocol === "sse" ? SseReader : SocketIoReader;
    this.#reader = new Reader(capacity, {
      onHead: (stream, status, retryAfterMs) => this.#replied(stream, status, retryAfterMs),
      onEvent: (stream, event) => this.#got(stream, event),
      onEnd: (stream) => {
        if (!this.#tally.isOpen(stream)) return;
        this.#sockets.drop(stream);
        this.#closed(stream, "end");
      },
      send: (stream, bytes) => this.#sockets.write(stream, bytes),
    });
  }

  /**
   * Opens more streams, and resolves when each of them is open or has failed.
   *
   * @param perSecond Infinity for as fast as it goes
   * @throws Error if nothing happens for 30 s
   */
  async open(count: number, perSecond: number): Promise<void> {
    if (this.#count + count > this.#part.capacity)
      throw new RangeError("More streams than the part may have");
    this.#isStopped = false;
    const part = this.#part;
    this.#paced = new Paced(count, perSecond, () => {
      if (this.#tally.connecting >= part.maxConnecting) return false;
      this.#connect(this.#count++);
      return true;
    });
    await this.#paced.finished;
    await this.#until(
      () => this.#tally.connecting === 0 && (this.#due.size === 0 || this.#isStopped),
      () => this.#tally.attempts + this.#tally.open,
    );
  }

  /** Opens no more of the streams that `open` was called for, and waits for none that is stuck or comes back. */
  stopOpening(): void {
    this.#isStopped = true;
    this.#paced?.stop();
  }

  /** From now on streams connect to these. */
  retarget(targets: readonly CrowdTarget[]): void {
    this.#targets = targets;
  }

  /** From now on notes when each stream gets such an event for the first time. */
  watch(event: string, text: string): void {
    this.#watch = new Watch(this.#part.capacity, event, text);
  }

  /** Waits until all open streams have got the event, but no longer than `timeoutMs`. */
  async arrivals(timeoutMs: number): Promise<Arrivals> {
    const watch = this.#watch;
    if (!watch) throw new Error("Nothing is watched");
    const deadline = performance.now() + timeoutMs;
    while (watch.arrived < this.#tally.open && performance.now() < deadline) await pause(POLL_MS);
    return watch.arrivals(this.#count);
  }

  counts(): Record<string, EventCount> {
    return this.#counts.summary(this.#count);
  }

  resetCounts(): void {
    this.#counts.reset();
  }

  status(): CrowdStatus {
    return this.#tally.status(this.#due.size);
  }

  /** How long each lost stream was away, in ms, in the order of their returns. */
  downtimes(): Float64Array {
    return Float64Array.from(this.#tally.downtimesMs);
  }

  close(): void {
    this.#paced?.stop();
    this.#due.close();
    this.#sockets.close();
  }

  #connect(stream: number): void {
    const { sources, firstTarget } = this.#part;
    const target = this.#targets[(firstTarget + this.#tally.attempt(stream)) % this.#targets.length]!;
    this.#reader.reset(stream);
    this.#sockets.open(stream, target, sources[stream % sources.length]);
  }

  #replied(stream: number, status: number, retryAfterMs: number | undefined): void {
    if (status === 200 || status === 101) {
      this.#tally.opened(stream);
      const { followUp } = this.#part;
      if (followUp) this.#sockets.write(stream, Buffer.from(followUp, "base64"));
      return;
    }
    this.#sockets.drop(stream);
    this.#tally.refused(stream, status);
    this.#comeBack(stream, new ApiError(status, { type: "TRY_AGAIN", message: "" }, retryAfterMs));
  }

  #got(stream: number, event: CrowdEvent): void {
    if (event.retryMs !== undefined) this.#tally.setRetry(stream, event.retryMs);
    if (event.id !== undefined) this.#tally.setLastId(stream, event.id);
    if (event.name === "retry") return;
    this.#counts.add(stream, event.name);
    this.#watch?.see(stream, event);
  }

  #closed(stream: number, code: string): void {
    this.#tally.closed(stream, code);
    this.#comeBack(stream, undefined);
  }

  #comeBack(stream: number, error: ApiError | undefined): void {
    const { reconnect } = this.#part;
    if (!reconnect) {
      this.#tally.failed();
      return;
    }
    const askedMs = this.#tally.takeRetry(stream);
    const ownMs = Math.random() * reconnect.spreadMs;
    const waitMs = askedMs ?? backoffMs(this.#tally.failures(stream), error, Math) + ownMs;
    this.#due.add(stream, waitMs);
  }

  /** A full queue of a listening socket may lose a connection: the client has sent its request, and nobody has it. */
  #giveUpConnecting(): void {
    for (let stream = 0; stream < this.#count; stream++) {
      if (!this.#tally.isConnecting(stream)) continue;
      this.#sockets.drop(stream);
      this.#tally.closed(stream, "stuck");
      this.#tally.failed();
    }
  }

  async #until(isDone: () => boolean, progress: () => number): Promise<void> {
    let [last, lastAt] = [progress(), performance.now()];
    while (!isDone()) {
      await pause(POLL_MS);
      const stuckMs = performance.now() - lastAt;
      if (progress() !== last) [last, lastAt] = [progress(), performance.now()];
      else if (this.#isStopped && stuckMs > GIVE_UP_MS) this.#giveUpConnecting();
      else if (stuckMs > STUCK_MS)
        throw new Error(`No stream got any further for ${STUCK_MS} ms: ${JSON.stringify(this.status())}`);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
