import { TryAgain } from "../../../platform/errors.ts";

export interface CoalescerLimits {
  /**
   * How long the first item of a batch waits for company, in ms; 0 waits for the current turn's end. After a batch that
   * had hardly any it waits for 4 ms at the most.
   */
  windowMs: number;
  /** The most items of one batch. */
  batch: number;
  /** The most items that wait or are under way; one more is refused. */
  queue: number;
}

/** Fewer items than these in a batch are a quiet time, in which nobody need wait long, in ms, for company. */
const QUIET_ITEMS = 8;
const QUIET_WINDOW_MS = 4;

/**
 * Gathers single calls into batches: many callers, one call. Each caller gets the verdict on their own item,
 * or the error that befell its batch. A verdict that is an Error is thrown at its own caller alone.
 */
export class Coalescer<Item, Verdict> {
  readonly #send: (items: Item[]) => Promise<(Verdict | Error)[]>;
  readonly #limits: CoalescerLimits;
  #items: Item[] = [];
  #callers: { resolve: (verdict: Verdict) => void; reject: (error: unknown) => void }[] = [];
  #timer: NodeJS.Timeout | NodeJS.Immediate | undefined;
  #held = 0;
  #lastBatch = 0;
  readonly #whenEmpty: (() => void)[] = [];

  /** @param send sends one batch and answers one verdict an item, in the same order */
  constructor(limits: CoalescerLimits, send: (items: Item[]) => Promise<(Verdict | Error)[]>) {
    this.#limits = limits;
    this.#send = send;
  }

  /** Items that wait or are under way. */
  get held(): number {
    return this.#held;
  }

  /** Once nothing is held any more, and every caller has heard their verdict. */
  emptied(): Promise<void> {
    if (this.#held === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  /** @throws TryAgain where the queue is full */
  add(item: Item): Promise<Verdict> {
    if (this.#held >= this.#limits.queue) return Promise.reject(new TryAgain());
    this.#held++;
    return new Promise((resolve, reject) => {
      this.#items.push(item);
      this.#callers.push({ resolve, reject });
      if (this.#items.length >= this.#limits.batch) this.#flush();
      else this.#timer ??= this.#wait();
    });
  }

  #wait() {
    const isQuiet = this.#lastBatch < QUIET_ITEMS;
    const windowMs = isQuiet ? Math.min(this.#limits.windowMs, QUIET_WINDOW_MS) : this.#limits.windowMs;
    return windowMs > 0 ? setTimeout(() => this.#flush(), windowMs) : setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearTimeout(this.#timer as NodeJS.Timeout);
    clearImmediate(this.#timer as NodeJS.Immediate);
    this.#timer = undefined;
    const items = this.#items;
    this.#lastBatch = items.length;
    const callers = this.#callers;
    this.#items = [];
    this.#callers = [];
    this.#send(items)
      .then((verdicts) => {
        if (verdicts.length !== items.length) throw new Error("A batch came back with another length.");
        callers.forEach((caller, index) => {
          const verdict = verdicts[index] as Verdict | Error;
          if (verdict instanceof Error) caller.reject(verdict);
          else caller.resolve(verdict);
        });
      })
      .catch((error) => {
        for (const caller of callers) caller.reject(error);
      })
      .finally(() => {
        this.#held -= items.length;
        if (this.#held === 0) for (const resolve of this.#whenEmpty.splice(0)) setImmediate(resolve);
      });
  }
}
