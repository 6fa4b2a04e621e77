import { currentTime } from "../../platform/clock.ts";

/** Maximum sleep in ms. Another node may have scheduled something without telling this one. */
const MAX_SLEEP_MS = 500;
/** Pause after a failure, in ms: for the failed session, or for all sessions if the database is unavailable. */
const BACKOFF_MS = 1000;
/** Minimum sleep after a round that had due sessions, in ms, in case none of them could be processed. */
const MIN_SLEEP_MS = 20;
/** Sessions that are processed at the same time. */
const CONCURRENCY = 16;

export interface SchedulerTasks {
  /** The sessions that are due at `now` (epoch ms), without the excluded ones; the most overdue first. */
  dueSessions(now: number, excluded: readonly number[]): Promise<number[]>;
  /** When the next session is due (epoch ms), without the excluded ones; null if none is. */
  nextDueAt(excluded: readonly number[]): Promise<number | null>;
  /** Applies the transitions of one session that were due at `now` (epoch ms). */
  tick(sessionNo: number, now: number): Promise<void>;
  onError(error: unknown): void;
}

/**
 * Opens and closes sessions and questions when they are due. The due times are in the database and the scheduler only
 * reads them, so any number of nodes can run one, and any node that is alive does the work.
 */
export class Scheduler {
  readonly #tasks: SchedulerTasks;
  /** Sessions that failed, and until when they are skipped (epoch ms). */
  readonly #backedOff = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wakeRequested = false;
  #stopped = false;

  constructor(tasks: SchedulerTasks) {
    this.#tasks = tasks;
  }

  /** Runs a round now, or right after the running one. Call this when something may be due earlier than before. */
  wake(): void {
    if (this.#stopped) return;
    this.#wakeRequested = true;
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
    while (this.#wakeRequested && !this.#stopped) {
      this.#wakeRequested = false;
      sleepMs = await this.#processDue();
    }
    this.#running = undefined;
    if (!this.#stopped) this.#timer = setTimeout(() => this.wake(), sleepMs);
  }

  /** Processes all due sessions. Returns how long to sleep until the next round, in ms. */
  async #processDue(): Promise<number> {
    try {
      const now = currentTime();
      for (const [sessionNo, until] of this.#backedOff) if (until <= now) this.#backedOff.delete(sessionNo);
      const due = await this.#tasks.dueSessions(now, [...this.#backedOff.keys()]);
      for (let from = 0; from < due.length; from += CONCURRENCY) {
        await Promise.all(due.slice(from, from + CONCURRENCY).map((sessionNo) => this.#tick(sessionNo, now)));
      }
      const next = (await this.#tasks.nextDueAt([...this.#backedOff.keys()])) ?? Number.POSITIVE_INFINITY;
      return Math.min(Math.max(next - currentTime(), due.length > 0 ? MIN_SLEEP_MS : 0), MAX_SLEEP_MS);
    } catch (error) {
      this.#tasks.onError(error);
      return BACKOFF_MS;
    }
  }

  /** Catches errors, so that a failed session does not delay the others. */
  async #tick(sessionNo: number, now: number): Promise<void> {
    try {
      await this.#tasks.tick(sessionNo, now);
    } catch (error) {
      this.#backedOff.set(sessionNo, currentTime() + BACKOFF_MS);
      this.#tasks.onError(error);
    }
  }
}
