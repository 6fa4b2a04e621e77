const TICK_MS = 10;

/** Does something many times, at a pace. */
export class Paced {
  /** Resolves when all is done, or after `stop`. */
  readonly finished: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #resolve!: () => void;

  /** @param step does it once; false if it cannot now: then it is tried again soon */
  constructor(count: number, perSecond: number, step: () => boolean) {
    this.finished = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const startedAt = performance.now();
    let done = 0;
    const advance = () => {
      const due = Math.min(count, ((performance.now() - startedAt) / 1000) * perSecond);
      while (done < due && step()) done++;
      if (done >= count) this.stop();
    };
    this.#timer = setInterval(advance, TICK_MS);
    advance();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#resolve();
  }
}
