const TICK_MS = 20;

/** Numbers that come due at some time, up to 40 ms late and never early; one timer and no closure for any number of them. */
export class DueQueue {
  readonly #due = new Map<number, number[]>();
  readonly #timer: NodeJS.Timeout;
  #tick = tickOf(performance.now());
  #size = 0;

  /** @param onDue is called with each number when it is due */
  constructor(onDue: (value: number) => void) {
    this.#timer = setInterval(() => {
      const now = tickOf(performance.now());
      for (; this.#tick <= now; this.#tick++) {
        const values = this.#due.get(this.#tick);
        this.#due.delete(this.#tick);
        for (const value of values ?? []) {
          this.#size--;
          onDue(value);
        }
      }
    }, TICK_MS);
  }

  get size(): number {
    return this.#size;
  }

  /** @param delayMs from now */
  add(value: number, delayMs: number): void {
    const tick = Math.max(this.#tick, tickOf(performance.now() + delayMs) + 1);
    const values = this.#due.get(tick);
    if (values) values.push(value);
    else this.#due.set(tick, [value]);
    this.#size++;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#due.clear();
    this.#size = 0;
  }
}

function tickOf(ms: number): number {
  return Math.floor(ms / TICK_MS);
}
