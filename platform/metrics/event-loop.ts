import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * Sampling interval of Node's monitor, in ms. The monitor records the time between two samples, so this much of each
 * value is no delay. Each sample wakes the process, which is a large part of what an idle node costs.
 */
const RESOLUTION_MS = 50;
/** In ms: a new measurement starts after this interval, and runs for twice as long. */
const ROTATE_EVERY_MS = 10_000;

/**
 * The delay of the event loop over the last 10 to 20 s. Two overlapping measurements take turns, and the older one is
 * read. So the result does not depend on how often it is read, or by how many readers.
 */
export class EventLoopDelay {
  #older = startMonitor();
  #younger = startMonitor();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => {
      const restarted = this.#older;
      restarted.reset();
      this.#older = this.#younger;
      this.#younger = restarted;
    }, ROTATE_EVERY_MS);
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

function startMonitor() {
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  return monitor;
}
