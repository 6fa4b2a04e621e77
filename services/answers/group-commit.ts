import { currentTime } from "../../platform/clock.ts";
import { TryAgain } from "../../platform/errors.ts";
import { AnswerBatch, type StoreOutcome } from "./answer-batch.ts";
import { WriteMetrics } from "./write-metrics.ts";

export interface GroupCommitLimits {
  /** Maximum rows per write. */
  maxRowsPerWrite: number;
  /** Maximum rows in the queue; a batch that would exceed it is rejected. */
  maxQueuedRows: number;
  /** Maximum time that a batch waits for its write to begin, in ms. */
  maxQueueAgeMs: number;
  /** Maximum number of writes at the same time. */
  maxConcurrentWrites: number;
}

interface QueuedBatch {
  batch: AnswerBatch;
  /** Epoch ms. */
  queuedAt: number;
  resolve: (outcomes: StoreOutcome[]) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: batches that arrive while a write runs are queued and written together. The higher the load, the
 * larger the writes and the cheaper each row. The queue is bounded in rows and in age; a batch that exceeds a bound
 * is rejected, so no caller waits forever.
 */
export class GroupCommit {
  readonly metrics: WriteMetrics;
  readonly #write: (batch: AnswerBatch) => Promise<StoreOutcome[]>;
  readonly #limits: GroupCommitLimits;
  #queue: QueuedBatch[] = [];
  #queuedRows = 0;
  #runningWrites = 0;
  #expiryTimer: NodeJS.Timeout | undefined;

  /** @param write stores a batch and returns the outcome of each row, in order */
  constructor(
    limits: GroupCommitLimits,
    write: (batch: AnswerBatch) => Promise<StoreOutcome[]>,
    metrics = new WriteMetrics(),
  ) {
    this.metrics = metrics;
    this.#limits = limits;
    this.#write = write;
  }

  get queuedRows(): number {
    return this.#queuedRows;
  }

  /** How long the oldest queued batch has been waiting, in ms; 0 if the queue is empty. */
  get waitedMs(): number {
    const [head] = this.#queue;
    return head ? currentTime() - head.queuedAt : 0;
  }

  /**
   * Queues a batch and resolves with the outcome of each row, in order, once they are committed.
   *
   * @throws TryAgain if the queue is full, or if the batch has waited too long
   */
  submit(batch: AnswerBatch): Promise<StoreOutcome[]> {
    if (batch.length === 0) return Promise.resolve([]);
    if (this.#queuedRows + batch.length > this.#limits.maxQueuedRows) return Promise.reject(new TryAgain());
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, queuedAt: currentTime(), resolve, reject });
      this.#queuedRows += batch.length;
      this.#startWrites();
      this.#expiryTimer ??= setInterval(
        () => this.#rejectExpired(),
        Math.ceil(this.#limits.maxQueueAgeMs / 10),
      );
    });
  }

  #startWrites(): void {
    while (this.#runningWrites < this.#limits.maxConcurrentWrites && this.#queue.length > 0) {
      this.#runningWrites++;
      const group = this.#nextGroup();
      this.#commit(group).finally(() => {
        this.#runningWrites--;
        this.#startWrites();
        if (this.#queue.length === 0 && this.#runningWrites === 0) this.#stopExpiryTimer();
      });
    }
  }

  #nextGroup(): QueuedBatch[] {
    let rows = 0;
    let count = 0;
    const now = currentTime();
    for (const queued of this.#queue) {
      if (count > 0 && rows + queued.batch.length > this.#limits.maxRowsPerWrite) break;
      this.metrics.batchDequeued(now - queued.queuedAt);
      rows += queued.batch.length;
      count++;
    }
    this.#queuedRows -= rows;
    return this.#queue.splice(0, count);
  }

  async #commit(group: QueuedBatch[]): Promise<void> {
    const merged = group.length === 1 ? group[0]!.batch : AnswerBatch.concat(group.map(({ batch }) => batch));
    const startedAt = performance.now();
    const recordWrite = (failed: boolean) =>
      this.metrics.writeEnded(merged.length, performance.now() - startedAt, failed);
    try {
      const outcomes = await this.#write(merged);
      recordWrite(false);
      let from = 0;
      for (const { batch, resolve } of group) {
        resolve(outcomes.slice(from, from + batch.length));
        from += batch.length;
      }
    } catch (error) {
      recordWrite(true);
      for (const { reject } of group) reject(error);
    }
  }

  #rejectExpired(): void {
    const now = currentTime();
    const oldestAllowed = now - this.#limits.maxQueueAgeMs;
    while (this.#queue.length > 0 && this.#queue[0]!.queuedAt < oldestAllowed) {
      const { batch, reject, queuedAt } = this.#queue.shift()!;
      this.metrics.batchDequeued(now - queuedAt);
      this.#queuedRows -= batch.length;
      reject(new TryAgain());
    }
  }

  #stopExpiryTimer(): void {
    clearInterval(this.#expiryTimer);
    this.#expiryTimer = undefined;
  }
}
