import { TryAgain } from "../../../platform/errors.ts";

export interface BatcherLimits {
  /**
   * How long the first item of a batch waits for others, in ms; 0 waits for the end of the current turn of the event
   * loop. Under low load it waits for 4 ms at most.
   */
  maxWaitMs: number;
  /** Items per batch. */
  maxBatch: number;
  /** Items that wait or are being sent. Any further item is rejected. */
  maxPending: number;
}

/** After a batch of fewer items the load is low: a longer wait would add latency and hardly any items. */
const LOW_LOAD_ITEMS = 8;
const LOW_LOAD_WINDOW_MS = 4;

interface Caller<Result> {
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Collects the items of many callers and sends them in one call. Each caller gets the result for its own item, or the
 * error of its batch. A result that is an `Error` rejects the promise of its own caller only.
 */
export class Batcher<Item, Result> {
  readonly #send: (items: Item[]) => Promise<(Result | Error)[]>;
  readonly #limits: BatcherLimits;
  #items: Item[] = [];
  #callers: Caller<Result>[] = [];
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #pending = 0;
  #lastBatchLength = 0;
  readonly #drainCallbacks: (() => void)[] = [];

  /** @param send sends one batch; resolves with one result per item, in the same order */
  constructor(limits: BatcherLimits, send: (items: Item[]) => Promise<(Result | Error)[]>) {
    this.#limits = limits;
    this.#send = send;
  }

  /** Items that wait or are being sent. */
  get pending(): number {
    return this.#pending;
  }

  /** Resolves when nothing is pending and every caller has its result. */
  drained(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drainCallbacks.push(resolve));
  }

  /** @throws TryAgain if too many items are pending */
  add(item: Item): Promise<Result> {
    if (this.#pending >= this.#limits.maxPending) return Promise.reject(new TryAgain());
    this.#pending++;
    return new Promise((resolve, reject) => {
      this.#items.push(item);
      this.#callers.push({ resolve, reject });
      if (this.#items.length >= this.#limits.maxBatch) this.#flush();
      else this.#timer ??= this.#scheduleFlush();
    });
  }

  #scheduleFlush() {
    const isLowLoad = this.#lastBatchLength < LOW_LOAD_ITEMS;
    const windowMs = isLowLoad
      ? Math.min(this.#limits.maxWaitMs, LOW_LOAD_WINDOW_MS)
      : this.#limits.maxWaitMs;
    return windowMs > 0 ? setTimeout(() => this.#flush(), windowMs) : setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = undefined;
    const items = this.#items;
    this.#lastBatchLength = items.length;
    const callers = this.#callers;
    this.#items = [];
    this.#callers = [];
    this.#send(items)
      .then((results) => {
        if (results.length !== items.length) {
          throw new Error(`A batch of ${items.length} items got ${results.length} results.`);
        }
        callers.forEach((caller, index) => {
          const result = results[index] as Result | Error;
          if (result instanceof Error) caller.reject(result);
          else caller.resolve(result);
        });
      })
      .catch((error) => {
        for (const caller of callers) caller.reject(error);
      })
      .finally(() => {
        this.#pending -= items.length;
        // One turn later: the callers, whose promises are already settled, must continue first.
        if (this.#pending === 0) for (const resolve of this.#drainCallbacks.splice(0)) setImmediate(resolve);
      });
  }
}
