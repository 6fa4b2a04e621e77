import { type IntervalBounds, interval } from "./interval.ts";

/** What a refresh says of itself: the answers to a question, on average, and what it took without reading anew, in ms. */
export interface Refreshed {
  rows: number;
  costMs: number;
}

/**
 * Refreshes one session's figures at the pace of its traffic: one refresh at a time, and none where nothing has
 * happened. A refresh that fails is tried again, ever more slowly, up to the maximum interval.
 */
export class Refresher {
  readonly #bounds: IntervalBounds;
  readonly #refresh: () => Promise<Refreshed>;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #running = false;
  #startedAt: number;
  #last: Refreshed = { rows: 0, costMs: 0 };
  /** What the last two took, in ms: the lesser of them is the cost, as one may just have had to wait. */
  #costs: number[] = [];
  /** What there is to do: rows that came, something slow, somebody who waits, a failure to make good. */
  #newRows = 0;
  /** When the first of the rows came that wait, and of those that are being read; 0 where there are none. */
  #waitingSince = 0;
  #readSince = 0;
  #slowly = false;
  #waiting: PromiseWithResolvers<void> | undefined;
  #failures = 0;
  #retryAt = 0;

  /** @param failed is told of each error; a refresh that failed is also tried again */
  constructor(bounds: IntervalBounds, refresh: () => Promise<Refreshed>, failed: (error: unknown) => void) {
    this.#bounds = bounds;
    this.#refresh = refresh;
    this.#failed = failed;
    this.#startedAt = performance.now() - bounds.maxMs;
  }

  /** Rows that have come and that no refresh has taken up. */
  get waitingRows(): number {
    return this.#newRows;
  }

  /** How long rows have waited to be shown, in ms: the first of those that are being read, else of the rest. */
  get waitedMs(): number {
    const since = this.#readSince || this.#waitingSince;
    return since === 0 ? 0 : performance.now() - since;
  }

  /** How many refreshes in a row have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** So many rows have come. */
  rows(count: number): void {
    this.#newRows += count;
    this.#waitingSince ||= performance.now();
    this.#plan();
  }

  /** Something has happened that may wait as long as anything may. */
  slowly(): void {
    this.#slowly = true;
    this.#plan();
  }

  /** Something has happened that everyone waits for. */
  soon(): void {
    this.now().catch(() => {});
  }

  /**
   * Refreshes at once, or as soon as the refresh under way has ended.
   *
   * @returns when a refresh that began after this call has ended; rejects with its error
   */
  now(): Promise<void> {
    if (this.#stopped) return Promise.reject(new Error("The figures are no longer refreshed."));
    this.#waiting ??= Promise.withResolvers();
    this.#plan();
    return this.#waiting.promise;
  }

  /** From now on nothing is refreshed; whoever waits is told. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#waiting?.reject(new Error("The figures are no longer refreshed."));
    this.#waiting = undefined;
  }

  #plan(): void {
    const dueAt = this.#dueAt();
    if (this.#stopped || this.#running || dueAt === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, dueAt - performance.now()));
  }

  #dueAt(): number {
    if (this.#waiting) return 0;
    if (this.#failures > 0) return this.#retryAt;
    if (this.#newRows > 0) {
      const sinceMs = performance.now() - this.#startedAt;
      return this.#startedAt + interval({ newRows: this.#newRows, sinceMs, ...this.#last }, this.#bounds);
    }
    return this.#slowly ? this.#startedAt + this.#bounds.maxMs : Number.POSITIVE_INFINITY;
  }

  async #run(): Promise<void> {
    const waiting = this.#waiting;
    const newRows = this.#newRows;
    this.#waiting = undefined;
    this.#newRows = 0;
    this.#readSince = this.#waitingSince;
    this.#waitingSince = 0;
    this.#slowly = false;
    this.#running = true;
    this.#startedAt = performance.now();
    try {
      const { rows, costMs } = await this.#refresh();
      this.#costs = [...this.#costs.slice(-1), costMs];
      this.#last = { rows, costMs: Math.min(...this.#costs) };
      this.#failures = 0;
      waiting?.resolve();
    } catch (error) {
      this.#newRows += newRows;
      this.#waitingSince = this.#readSince || this.#waitingSince;
      this.#retryAt = performance.now() + this.#backOff();
      if (!this.#stopped) this.#failed(error);
      waiting?.reject(error);
    } finally {
      this.#readSince = 0;
      this.#running = false;
      this.#plan();
    }
  }

  /** Twice as long after each failure in a row, and at random up to that, so that sessions do not keep step. */
  #backOff(): number {
    const { minMs, maxMs } = this.#bounds;
    const longest = Math.min(maxMs, minMs * 2 ** this.#failures++);
    return longest * (0.5 + Math.random() / 2);
  }
}
