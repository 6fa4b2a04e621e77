import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";

/** Keys per generation. If there are more, the older generation is dropped early. */
const MAX_KEYS = 1_000_000;

/** What a key has consumed in its own window, which began with the first call that it made. */
interface Consumed {
  count: number;
  /** By `performance.now()`. */
  windowEndsAt: number;
}

/**
 * A rate limit per key, in this process and without a promise: the answers' limit, which is checked for every answer.
 * A key costs one entry in a map and no timer. The entries live in two generations; the older one is dropped when the
 * windows in it have ended.
 */
export class RateLimiter<Key extends string | number = number> {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #consumed: GenerationalCache<Key, Consumed>;
  #nextRotationAt = 0;

  /** @param max calls per window */
  constructor(max: number, windowMs: number, maxKeys = MAX_KEYS) {
    this.#max = max;
    this.#windowMs = windowMs;
    this.#consumed = new GenerationalCache(maxKeys);
  }

  /** Counts a call and returns 0. If none is left, counts nothing and returns how long the window still lasts, in ms. */
  consume(key: Key): number {
    const now = performance.now();
    if (now >= this.#nextRotationAt) this.#rotate(now);
    const consumed = this.#get(key, now);
    if (!consumed) {
      this.#consumed.set(key, { count: 1, windowEndsAt: now + this.#windowMs });
      return 0;
    }
    if (consumed.count >= this.#max) return Math.max(1, Math.ceil(consumed.windowEndsAt - now));
    consumed.count++;
    return 0;
  }

  /** Takes back a call that was counted. Returns false if there is none. */
  refund(key: Key): boolean {
    const consumed = this.#get(key, performance.now());
    if (!consumed || consumed.count === 0) return false;
    consumed.count--;
    return true;
  }

  /** How long until the key has a call left again, in ms; 0 if it has one now. */
  retryAfterMs(key: Key): number {
    const now = performance.now();
    const consumed = this.#get(key, now);
    return consumed && consumed.count >= this.#max ? Math.max(1, Math.ceil(consumed.windowEndsAt - now)) : 0;
  }

  #get(key: Key, now: number): Consumed | undefined {
    const consumed = this.#consumed.get(key);
    return consumed && consumed.windowEndsAt > now ? consumed : undefined;
  }

  /** Each rotation is one window after the last one, so every window in the dropped generation has ended. */
  #rotate(now: number): void {
    this.#consumed.rotate();
    this.#nextRotationAt = now + this.#windowMs;
  }
}
