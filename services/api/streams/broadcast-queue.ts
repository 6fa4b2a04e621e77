import type { EventStream } from "./event-stream.ts";

/** A broadcast goes on for so long at a time, in ms; then requests that wait have their turn. */
const SLICE_MS = 5;
/** How many streams are written between two looks at the clock. */
const STREAMS_PER_LOOK = 16;

interface Broadcast {
  no: number;
  streams: () => readonly EventStream[];
  write: (stream: EventStream) => void;
}

/** The broadcast that is under way. */
interface Running extends Broadcast {
  recipients: readonly EventStream[];
  /** Index of the first stream: another one each time, so that nobody is always the last. */
  first: number;
  /** How many are done. */
  done: number;
  startedAt: number;
}

/**
 * The broadcasts of a session, one after another. A long one is written in slices of 5 ms: the first answers to a question
 * are taken, and their time is read, while other players still wait for it. A short one is written at once.
 */
export class BroadcastQueue {
  readonly #isIn: (stream: EventStream) => boolean;
  readonly #onSent: (tookMs: number) => void;
  readonly #waiting: Broadcast[] = [];
  #running: Running | undefined;
  #nextSlice: NodeJS.Immediate | undefined;
  /** Whether a slice is being written. */
  #isWriting = false;
  #lastNo = 0;

  /**
   * @param isIn whether a stream still takes part
   * @param onSent is called after each broadcast with the time since its first stream, in ms
   */
  constructor(isIn: (stream: EventStream) => boolean, onSent: (tookMs: number) => void) {
    this.#isIn = isIn;
    this.#onSent = onSent;
  }

  /** The number of the newest broadcast. */
  get lastNo(): number {
    return this.#lastNo;
  }

  /** Whether nothing waits to be written. */
  get isIdle(): boolean {
    return this.#running === undefined && this.#waiting.length === 0;
  }

  /**
   * @param streams is called when its turn comes
   * @param write is called for each of them that does not have something newer already
   */
  add(streams: () => readonly EventStream[], write: (stream: EventStream) => void): void {
    this.#waiting.push({ no: ++this.#lastNo, streams, write });
    if (!this.#running && !this.#isWriting) this.#writeSlice();
  }

  /** Forgets what was not written yet. */
  clear(): void {
    clearImmediate(this.#nextSlice);
    this.#waiting.length = 0;
    this.#running = undefined;
  }

  #writeSlice(): void {
    this.#isWriting = true;
    try {
      this.#writeUntilFull();
    } finally {
      this.#isWriting = false;
    }
  }

  /** Writes until a slice is full, or nothing waits. */
  #writeUntilFull(): void {
    const endsAt = performance.now() + SLICE_MS;
    for (;;) {
      const running = this.#running ?? this.#begin();
      if (!running) return;
      while (running.done < running.recipients.length) {
        this.#write(running, STREAMS_PER_LOOK);
        // A stream that is closed by its write may clear the queue.
        if (this.#running !== running) break;
        if (running.done < running.recipients.length && performance.now() >= endsAt) {
          this.#nextSlice = setImmediate(() => this.#writeSlice());
          return;
        }
      }
      if (this.#running !== running) continue;
      this.#running = undefined;
      this.#onSent(performance.now() - running.startedAt);
    }
  }

  #begin(): Running | undefined {
    const next = this.#waiting.shift();
    if (!next) return undefined;
    const recipients = next.streams();
    const first = Math.floor(Math.random() * recipients.length);
    this.#running = { ...next, recipients, first, done: 0, startedAt: performance.now() };
    return this.#running;
  }

  #write(running: Running, most: number): void {
    const { recipients, first, no, write } = running;
    const end = Math.min(recipients.length, running.done + most);
    while (running.done < end) {
      const stream = recipients[(first + running.done++) % recipients.length]!;
      if (stream.hasUpTo < no && this.#isIn(stream)) write(stream);
    }
  }
}
