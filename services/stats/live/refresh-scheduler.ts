import { type IntervalBounds, refreshInterval } from "./interval.ts";

/** What one refresh reports: the mean number of answers per question, and its cost in ms without a full read. */
export interface RefreshSummary {
  rowsPerQuestion: number;
  costMs: number;
}

/**
 * Refreshes one session's stats as often as its traffic needs: one refresh at a time, and none if nothing has
 * happened. Retries a failed refresh with exponential backoff, up to the maximum interval.
 */
export class RefreshScheduler {
  readonly #bounds: IntervalBounds;
  readonly #refresh: () => Promise<RefreshSummary>;
  readonly #onError: (error: unknown) => void;
  readonly #isAwaited: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isRunning = false;
  #startedAt: number;
  #lastRefresh: RefreshSummary = { rowsPerQuestion: 0, costMs: 0 };
  /** Costs of the last two refreshes, in ms. The smaller one is used: one refresh may have waited for other work. */
  #recentCosts: number[] = [];
  /** Reasons for the next refresh: new rows, a request that can wait, a waiting caller, or failures to retry. */
  #newRows = 0;
  #isRequestPending = false;
  #requestedRun: PromiseWithResolvers<void> | undefined;
  #failures = 0;
  #retryAt = 0;
  /** When the oldest unread row was stored, and the oldest of the rows that are being read now; 0 if there is none. */
  #oldestUnreadAt = 0;
  #oldestInFlightAt = 0;

  /**
   * @param onError is called with the error of each failed refresh; the refresh is still retried
   * @param isAwaited whether a question closes once all have answered, so that few new rows matter, too
   */
  constructor(
    bounds: IntervalBounds,
    refresh: () => Promise<RefreshSummary>,
    onError: (error: unknown) => void,
    isAwaited: () => boolean = () => false,
  ) {
    this.#bounds = bounds;
    this.#refresh = refresh;
    this.#onError = onError;
    this.#isAwaited = isAwaited;
    this.#startedAt = performance.now() - bounds.maxMs;
  }

  /** Stored rows that no refresh has started to read. */
  get waitingRows(): number {
    return this.#newRows;
  }

  /** How long the oldest row that is not shown yet has been waiting, in ms. Rows being read are the oldest. */
  get lagMs(): number {
    const since = this.#oldestInFlightAt || this.#oldestUnreadAt;
    return since === 0 ? 0 : performance.now() - since;
  }

  /** How many refreshes in a row have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Call it when `count` rows have been stored. */
  rowsStored(count: number): void {
    this.#newRows += count;
    this.#oldestUnreadAt ||= performance.now();
    this.#schedule();
  }

  /** Requests a refresh within the maximum interval. */
  requestWithinMaxInterval(): void {
    this.#isRequestPending = true;
    this.#schedule();
  }

  /** Requests a refresh as soon as possible, and does not wait for it. */
  requestSoon(): void {
    this.runNow().catch(() => {});
  }

  /**
   * Refreshes at once, or as soon as the running refresh has ended.
   *
   * @returns resolves when a refresh that started after this call has ended; rejects with its error
   */
  runNow(): Promise<void> {
    if (this.#isStopped) return Promise.reject(stoppedError());
    this.#requestedRun ??= Promise.withResolvers();
    this.#schedule();
    return this.#requestedRun.promise;
  }

  /** Starts no more refreshes, and rejects all waiting callers. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#requestedRun?.reject(stoppedError());
    this.#requestedRun = undefined;
  }

  #schedule(): void {
    const dueAt = this.#dueAt();
    if (this.#isStopped || this.#isRunning || dueAt === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), Math.max(0, dueAt - performance.now()));
  }

  #dueAt(): number {
    if (this.#requestedRun) return 0;
    if (this.#failures > 0) return this.#retryAt;
    if (this.#newRows > 0) {
      const sinceMs = performance.now() - this.#startedAt;
      const state = {
        newRows: this.#newRows,
        sinceMs,
        isAwaited: this.#isAwaited(),
        ...this.#lastRefresh,
      };
      return this.#startedAt + refreshInterval(state, this.#bounds);
    }
    return this.#isRequestPending ? this.#startedAt + this.#bounds.maxMs : Number.POSITIVE_INFINITY;
  }

  async #run(): Promise<void> {
    const requestedRun = this.#requestedRun;
    const newRows = this.#newRows;
    this.#requestedRun = undefined;
    this.#newRows = 0;
    this.#oldestInFlightAt = this.#oldestUnreadAt;
    this.#oldestUnreadAt = 0;
    this.#isRequestPending = false;
    this.#isRunning = true;
    this.#startedAt = performance.now();
    try {
      const { rowsPerQuestion, costMs } = await this.#refresh();
      this.#recentCosts = [...this.#recentCosts.slice(-1), costMs];
      this.#lastRefresh = { rowsPerQuestion, costMs: Math.min(...this.#recentCosts) };
      this.#failures = 0;
      requestedRun?.resolve();
    } catch (error) {
      this.#newRows += newRows;
      this.#oldestUnreadAt = this.#oldestInFlightAt || this.#oldestUnreadAt;
      this.#retryAt = performance.now() + this.#nextRetryDelayMs();
      if (!this.#isStopped) this.#onError(error);
      requestedRun?.reject(error);
    } finally {
      this.#oldestInFlightAt = 0;
      this.#isRunning = false;
      this.#schedule();
    }
  }

  /** Doubles with each consecutive failure. A random factor from 0.5 to 1 keeps sessions from retrying together. */
  #nextRetryDelayMs(): number {
    const { minMs, maxMs } = this.#bounds;
    const maxDelayMs = Math.min(maxMs, minMs * 2 ** this.#failures++);
    return maxDelayMs * (0.5 + Math.random() / 2);
  }
}

function stoppedError(): Error {
  return new Error("The stats of this session are no longer refreshed.");
}
