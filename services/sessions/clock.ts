/** The most that the clock sleeps, in ms: another node may have scheduled something that this one never heard of. */
const LONGEST_SLEEP_MS = 500;
/** After a failed look (the database is away), in ms. */
const PAUSE_AFTER_FAILURE_MS = 1000;

export interface ClockWork {
  /** The sessions that are due at `now`, epoch ms. */
  due(now: number): Promise<number[]>;
  /** When the next one is due, epoch ms; null where none is. */
  nextDue(): Promise<number | null>;
  /** Does what is due in one session. */
  tick(sessionNo: number): Promise<void>;
  failed(error: unknown): void;
}

/**
 * Opens and closes what is due. What is due stands in the database; the clock only looks there in time, so any
 * number of nodes may run one, and whichever lives does the work.
 */
export class Clock {
  readonly #work: ClockWork;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(work: ClockWork) {
    this.#work = work;
  }

  /** Looks now, or right after the look under way: something may have become due earlier than was known. */
  wake(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#running = this.#look().finally(() => {
      this.#running = undefined;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #look(): Promise<void> {
    let sleepMs = PAUSE_AFTER_FAILURE_MS;
    try {
      do {
        this.#again = false;
        for (const no of await this.#work.due(Date.now())) await this.#tick(no);
        const next = (await this.#work.nextDue()) ?? Number.POSITIVE_INFINITY;
        sleepMs = Math.max(0, Math.min(next - Date.now(), LONGEST_SLEEP_MS));
      } while (this.#again && !this.#stopped);
    } catch (error) {
      this.#work.failed(error);
    }
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), sleepMs);
  }

  /** One session's failure must not hold up the others. */
  async #tick(no: number): Promise<void> {
    try {
      await this.#work.tick(no);
    } catch (error) {
      this.#work.failed(error);
    }
  }
}
