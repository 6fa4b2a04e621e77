/** The most that the clock sleeps, in ms: another node may have scheduled something that this one never heard of. */
const LONGEST_SLEEP_MS = 500;
/** After a failure a session, or where the database is away all of them, is left alone for this long, in ms. */
const PAUSE_AFTER_FAILURE_MS = 1000;
/** The least that it sleeps after a round in which nothing could be done, in ms. */
const SHORTEST_SLEEP_MS = 20;
/** Sessions that are moved at the same time. */
const AT_ONCE = 16;

export interface ClockWork {
  /** The sessions that are due at `now`, epoch ms, but for those to be left alone; the most overdue first. */
  due(now: number, except: readonly number[]): Promise<number[]>;
  /** When the next one is due, epoch ms; null where none is. */
  nextDue(except: readonly number[]): Promise<number | null>;
  /** Does what was due at `now` in one session. */
  tick(sessionNo: number, now: number): Promise<void>;
  failed(error: unknown): void;
}

/**
 * Opens and closes what is due. What is due stands in the database; the clock only looks there in time, so any
 * number of nodes may run one, and whichever lives does the work.
 */
export class Clock {
  readonly #work: ClockWork;
  readonly #leftAlone = new Map<number, number>();
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
    this.#again = true;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    let sleepMs = 0;
    while (this.#again && !this.#stopped) {
      this.#again = false;
      sleepMs = await this.#look();
    }
    this.#running = undefined;
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), sleepMs);
  }

  /** Does what is due and answers how long there is nothing to do, in ms. */
  async #look(): Promise<number> {
    try {
      const now = Date.now();
      for (const [no, until] of this.#leftAlone) if (until <= now) this.#leftAlone.delete(no);
      const due = await this.#work.due(now, [...this.#leftAlone.keys()]);
      for (let from = 0; from < due.length; from += AT_ONCE) {
        await Promise.all(due.slice(from, from + AT_ONCE).map((no) => this.#tick(no, now)));
      }
      const next = (await this.#work.nextDue([...this.#leftAlone.keys()])) ?? Number.POSITIVE_INFINITY;
      return Math.min(Math.max(next - Date.now(), due.length > 0 ? SHORTEST_SLEEP_MS : 0), LONGEST_SLEEP_MS);
    } catch (error) {
      this.#work.failed(error);
      return PAUSE_AFTER_FAILURE_MS;
    }
  }

  /** One session's failure must not hold up the others. */
  async #tick(no: number, now: number): Promise<void> {
    try {
      await this.#work.tick(no, now);
    } catch (error) {
      this.#leftAlone.set(no, Date.now() + PAUSE_AFTER_FAILURE_MS);
      this.#work.failed(error);
    }
  }
}
