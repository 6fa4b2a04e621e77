import { TryAgain } from "../../platform/errors.ts";
import { AnswerBatch, type Outcome } from "./answer-batch.ts";
import { WriteMeter } from "./write-metrics.ts";

export interface GroupCommitLimits {
  /** The most rows of one write. */
  writeRows: number;
  /** The most rows that wait; a batch that would exceed it is refused. */
  queueRows: number;
  /** The longest that a batch waits for its write to begin, in ms. */
  queueAgeMs: number;
  /** How many writes may be under way at once. */
  writers: number;
}

interface Waiting {
  batch: AnswerBatch;
  since: number;
  resolve: (outcomes: Outcome[]) => void;
  reject: (error: unknown) => void;
}

/**
 * While a write is under way the next one grows: the busier, the larger the writes and the cheaper each row.
 * What waits is bounded in rows and in age; past a bound the answer is a refusal, never a hang.
 */
export class GroupCommit {
  readonly meter: WriteMeter;
  readonly #write: (batch: AnswerBatch) => Promise<Outcome[]>;
  readonly #limits: GroupCommitLimits;
  #queue: Waiting[] = [];
  #queuedRows = 0;
  #writing = 0;
  #sweep: NodeJS.Timeout | undefined;

  /** @param write stores a batch and says what became of each row, in order */
  constructor(
    limits: GroupCommitLimits,
    write: (batch: AnswerBatch) => Promise<Outcome[]>,
    meter = new WriteMeter(),
  ) {
    this.meter = meter;
    this.#limits = limits;
    this.#write = write;
  }

  get queuedRows(): number {
    return this.#queuedRows;
  }

  /** How long the batch at the head of the queue has waited for its write, in ms; 0 where none waits. */
  get waitedMs(): number {
    const [head] = this.#queue;
    return head ? Date.now() - head.since : 0;
  }

  /** @throws TryAgain where the queue is full, or the batch waited too long */
  submit(batch: AnswerBatch): Promise<Outcome[]> {
    if (batch.length === 0) return Promise.resolve([]);
    if (this.#queuedRows + batch.length > this.#limits.queueRows) return Promise.reject(new TryAgain());
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, since: Date.now(), resolve, reject });
      this.#queuedRows += batch.length;
      this.#pump();
      this.#sweep ??= setInterval(() => this.#refuseAged(), Math.ceil(this.#limits.queueAgeMs / 10));
    });
  }

  #pump(): void {
    while (this.#writing < this.#limits.writers && this.#queue.length > 0) {
      this.#writing++;
      const group = this.#nextGroup();
      this.#commit(group).finally(() => {
        this.#writing--;
        this.#pump();
        if (this.#queue.length === 0 && this.#writing === 0) this.#rest();
      });
    }
  }

  #nextGroup(): Waiting[] {
    let rows = 0;
    let count = 0;
    const now = Date.now();
    for (const waiting of this.#queue) {
      if (count > 0 && rows + waiting.batch.length > this.#limits.writeRows) break;
      this.meter.waited(now - waiting.since);
      rows += waiting.batch.length;
      count++;
    }
    this.#queuedRows -= rows;
    return this.#queue.splice(0, count);
  }

  async #commit(group: Waiting[]): Promise<void> {
    const whole = group.length === 1 ? group[0]!.batch : AnswerBatch.of(group.map(({ batch }) => batch));
    const startedAt = performance.now();
    const ended = (failed: boolean) => this.meter.wrote(whole.length, performance.now() - startedAt, failed);
    try {
      const outcomes = await this.#write(whole);
      ended(false);
      let from = 0;
      for (const { batch, resolve } of group) {
        resolve(outcomes.slice(from, from + batch.length));
        from += batch.length;
      }
    } catch (error) {
      ended(true);
      for (const { reject } of group) reject(error);
    }
  }

  #refuseAged(): void {
    const now = Date.now();
    const oldest = now - this.#limits.queueAgeMs;
    while (this.#queue.length > 0 && this.#queue[0]!.since < oldest) {
      const { batch, reject, since } = this.#queue.shift()!;
      this.meter.waited(now - since);
      this.#queuedRows -= batch.length;
      reject(new TryAgain());
    }
  }

  #rest(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
