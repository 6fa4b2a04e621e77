import { TryAgain } from "../../../platform/errors.ts";

/** How much of one turn of the event loop may go to opening streams, in ms. Answers and reads come in between. */
const SLICE_MS = 4;
/** A stream that would wait longer than this for its turn is refused, in ms. */
const MAX_WAIT_MS = 2000;
/** So many may wait even if openings are very slow. */
const MIN_CAPACITY = 100;
/** The longest time after which a refused client is asked to come again, in ms. */
const MAX_RETRY_MS = 30_000;
const MIN_RETRY_MS = 1000;
/** Openings per ms, until the queue has measured them. */
const FIRST_RATE = 2;
/** How much the newest measurement counts. */
const WEIGHT = 0.2;

/**
 * Opens streams in turn. After a gateway has died the others get its streams within seconds; without a bound their
 * openings would delay every answer. So they get a slice of each turn of the event loop, and the rest wait. When too many
 * wait, a client is refused, and told a time at which those before it will be open.
 */
export class OpeningQueue {
  #waiting: (() => void)[] = [];
  /** The first in `#waiting` that has not had its turn. */
  #next = 0;
  /** Spent in this turn of the event loop, in ms. */
  #spentMs = 0;
  #isSliceDue = false;
  /** Openings per ms while some wait. */
  #rate = FIRST_RATE;
  /** Begin of the last slice that left some waiting; 0 if none waited. By `performance.now()`. */
  #sliceAt = 0;
  /** When all who were refused may be open, by `performance.now()`. */
  #bookedUntil = 0;
  #refused = 0;

  /** How many wait for their turn. */
  get length(): number {
    return this.#waiting.length - this.#next;
  }

  /** How many were refused. */
  get refused(): number {
    return this.#refused;
  }

  /** @throws TryAgain if too many wait already; it says when those who came before may be open */
  admit(): void {
    if (this.length < Math.max(MIN_CAPACITY, this.#rate * MAX_WAIT_MS)) return;
    this.#refused++;
    const now = performance.now();
    this.#bookedUntil = Math.max(this.#bookedUntil, now + this.length / this.#rate) + 1 / this.#rate;
    throw new TryAgain(Math.round(Math.min(MAX_RETRY_MS, Math.max(MIN_RETRY_MS, this.#bookedUntil - now))));
  }

  /**
   * Opens a stream: now if there is time, otherwise in its turn.
   *
   * @returns undefined if it is open now, otherwise a promise that settles as `open` does
   */
  run(open: () => void): Promise<void> | undefined {
    if (this.length === 0 && this.#spentMs < SLICE_MS) {
      this.#scheduleSlice();
      this.#timed(open);
      return undefined;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(() => {
      try {
        resolve(open());
      } catch (error) {
        reject(error);
      }
    });
    this.#scheduleSlice();
    return promise;
  }

  #scheduleSlice(): void {
    if (this.#isSliceDue) return;
    this.#isSliceDue = true;
    setImmediate(() => this.#slice());
  }

  #slice(): void {
    this.#isSliceDue = false;
    this.#spentMs = 0;
    if (this.length === 0) return;
    const before = this.#next;
    const now = performance.now();
    while (this.length > 0 && this.#spentMs < SLICE_MS) this.#timed(this.#waiting[this.#next++]!);
    if (this.#sliceAt > 0) {
      const rate = (this.#next - before) / Math.max(0.1, now - this.#sliceAt);
      this.#rate += WEIGHT * (rate - this.#rate);
    }
    this.#sliceAt = this.length > 0 ? now : 0;
    if (this.length === 0) [this.#waiting, this.#next] = [[], 0];
    else if (this.#next > this.#waiting.length / 2)
      [this.#waiting, this.#next] = [this.#waiting.slice(this.#next), 0];
    this.#scheduleSlice();
  }

  #timed(open: () => void): void {
    const startedAt = performance.now();
    try {
      open();
    } finally {
      this.#spentMs += performance.now() - startedAt;
    }
  }
}
