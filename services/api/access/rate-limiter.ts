import { Generations } from "../../../platform/cache/generational-cache.ts";

/** Keys of one generation; past that many the older generation is forgotten early. */
const MOST_KEYS = 1_000_000;

/** What a key has spent, in a window of its own that began when it first spent. */
interface Spent {
  count: number;
  /** By `performance.now()`. */
  until: number;
}

/** Whose allowance it is. */
export type AllowanceKey = string | number;

/**
 * So many times in a window, for each key. A key costs an entry in a map and no timer: entries live in two
 * generations, of which the older is dropped once all of it that nobody spends of is past.
 */
export class Allowances {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #spent: Generations<AllowanceKey, Spent>;
  #turnsAt = 0;

  constructor(most: number, windowMs: number, mostKeys = MOST_KEYS) {
    this.#most = most;
    this.#windowMs = windowMs;
    this.#spent = new Generations(mostKeys);
  }

  /** Spends one, and answers 0; or spends nothing, and answers for how many ms there is none left. */
  spend(key: AllowanceKey): number {
    const now = performance.now();
    if (now >= this.#turnsAt) this.#turn(now);
    const spent = this.#find(key, now);
    if (!spent) {
      this.#spent.set(key, { count: 1, until: now + this.#windowMs });
      return 0;
    }
    if (spent.count >= this.#most) return Math.max(1, Math.ceil(spent.until - now));
    spent.count++;
    return 0;
  }

  /** For how many ms the key has none left; 0 where it has. */
  wait(key: AllowanceKey): number {
    const now = performance.now();
    const spent = this.#find(key, now);
    return spent && spent.count >= this.#most ? Math.max(1, Math.ceil(spent.until - now)) : 0;
  }

  #find(key: AllowanceKey, now: number): Spent | undefined {
    const spent = this.#spent.get(key);
    return spent && spent.until > now ? spent : undefined;
  }

  /** What was young a window ago is past by the time it would be dropped, one window on. */
  #turn(now: number): void {
    this.#spent.turn();
    this.#turnsAt = now + this.#windowMs;
  }
}
