import { setTimeout as sleep } from "node:timers/promises";

/** How often it looks for work, in ms, besides when it is woken. */
const INTERVAL_MS = 30_000;
/** How often old keys are deleted, in ms. */
const OLD_KEYS_INTERVAL_MS = 3_600_000;
/** The shortest and the longest pause between two pieces of work, in ms. */
const MIN_PAUSE_MS = 5;
const MAX_PAUSE_MS = 1000;

export interface HousekeepingTasks {
  /** Deletes some rows of deleted sessions. @returns whether more are left */
  purgeSessions(): Promise<boolean>;
  /** Deletes some old idempotency keys and used sign-in codes. @returns whether more are left */
  deleteOldKeys(): Promise<boolean>;
  onError(error: unknown): void;
}

/**
 * Deletes what nobody needs any more, in small pieces. After each piece it rests for as long as that took, so it has at
 * most half of a connection, and players and hosts hardly notice it. Every sessions node does this; what a dead node has
 * left, another one finds.
 */
export class Housekeeping {
  readonly #tasks: HousekeepingTasks;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #wakeRequested = false;
  #stopped = false;
  /** By `performance.now()`. */
  #oldKeysDueAt = 0;

  constructor(tasks: HousekeepingTasks) {
    this.#tasks = tasks;
  }

  /** Looks for work now, or right after the work that is under way. */
  wake(): void {
    if (this.#stopped) return;
    this.#wakeRequested = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when the piece of work that is under way is done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      while (this.#wakeRequested) {
        this.#wakeRequested = false;
        await this.#repeat(() => this.#tasks.purgeSessions());
      }
      if (performance.now() >= this.#oldKeysDueAt) {
        await this.#repeat(() => this.#tasks.deleteOldKeys());
        this.#oldKeysDueAt = performance.now() + OLD_KEYS_INTERVAL_MS;
      }
    } catch (error) {
      this.#tasks.onError(error);
    }
    this.#timer = setTimeout(() => this.wake(), this.#wakeRequested ? 0 : INTERVAL_MS);
    if (this.#stopped) clearTimeout(this.#timer);
  }

  async #repeat(task: () => Promise<boolean>): Promise<void> {
    while (!this.#stopped) {
      const startedAt = performance.now();
      if (!(await task())) return;
      const tookMs = performance.now() - startedAt;
      await sleep(Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, tookMs)));
    }
  }
}
