import type { Worker } from "node:worker_threads";
import { newTaskStart, readStart } from "./task-start.ts";

/** What a task may take. */
export interface TaskLimits {
  /** CPU time of its thread. The time during which other work has the processor does not count. */
  cpuMs: number;
  /** Time on the clock, for example on a machine that is overloaded. */
  totalMs: number;
  /** Memory of its thread: its heap, and buffers outside of it. */
  mib: number;
}

/** Why a task was ended. */
export type Exceeded = "cpu" | "total" | "memory";

/** How often a thread is asked what it uses, in ms. A thread fills some 25 MiB meanwhile. */
const INTERVAL_MS = 25;

/**
 * Ends a task that takes too much. The heap limit of a thread is no such bound: it does not count buffers, and V8 ends
 * the whole process if a single step of its own, such as the split of a text, needs more than is left.
 */
export class TaskWatch {
  readonly #threads: () => readonly Worker[];
  readonly #limits: TaskLimits;
  readonly #abort = new AbortController();
  readonly #totalTimer: NodeJS.Timeout;
  #checkTimer: NodeJS.Timeout | undefined;
  /** For the thread, which marks it when it begins. */
  readonly start = newTaskStart();
  /** Undefined if the task was not ended. */
  exceeded: Exceeded | undefined;

  /** @param threads those of the pool, now */
  constructor(threads: () => readonly Worker[], limits: TaskLimits) {
    this.#threads = threads;
    this.#limits = limits;
    this.#totalTimer = setTimeout(() => this.#end("total"), limits.totalMs);
    this.#checkLater();
  }

  /** Aborted if the task takes too much. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(): void {
    clearTimeout(this.#totalTimer);
    clearTimeout(this.#checkTimer);
    this.#checkTimer = undefined;
  }

  #checkLater(): void {
    this.#checkTimer = setTimeout(() => this.#check(), INTERVAL_MS);
  }

  async #check(): Promise<void> {
    const exceeded = await this.#measure().catch(() => undefined);
    // It may have been stopped meanwhile.
    if (!this.#checkTimer) return;
    if (exceeded) this.#end(exceeded);
    else this.#checkLater();
  }

  /** @throws Error if the thread has ended */
  async #measure(): Promise<Exceeded | undefined> {
    const begun = readStart(this.start);
    const thread = begun && this.#threads().find(({ threadId }) => threadId === begun.threadId);
    if (!thread) return undefined;
    const [{ user, system }, heap] = await Promise.all([thread.cpuUsage(), thread.getHeapStatistics()]);
    if ((user + system) / 1000 - begun.cpuMs > this.#limits.cpuMs) return "cpu";
    const { used_heap_size, external_memory } = heap;
    return (used_heap_size + external_memory) / 2 ** 20 > this.#limits.mib ? "memory" : undefined;
  }

  #end(exceeded: Exceeded): void {
    this.stop();
    this.exceeded = exceeded;
    this.#abort.abort();
  }
}
