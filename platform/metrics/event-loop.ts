import { monitorEventLoopDelay } from "node:perf_hooks";

/** How often the event loop is looked at, in ms; Node measures from look to look, so this much is no delay. */
const RESOLUTION_MS = 20;
/** A window ends this long after the one before it, and is twice as long; in ms. */
const WINDOW_MS = 10_000;

/**
 * How late the event loop turns, over the last 10 to 20 s, however often and by however many it is read: two
 * measurements that begin by turns, of which the older one is read.
 */
export class EventLoopDelay {
  #older = begin();
  #younger = begin();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      const next = this.#older;
      next.reset();
      this.#older = this.#younger;
      this.#younger = next;
    }, WINDOW_MS);
    this.#timer.unref();
  }

  /** @param quantile 0 to 1 @returns seconds */
  seconds(quantile: number): number {
    if (this.#older.count === 0) return 0;
    return Math.max(0, this.#older.percentile(quantile * 100) / 1e9 - RESOLUTION_MS / 1e3);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#older.disable();
    this.#younger.disable();
  }
}

function begin() {
  const measurement = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  measurement.enable();
  return measurement;
}
