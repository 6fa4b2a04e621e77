import type { Redis } from "ioredis";
import { LRUCache } from "lru-cache";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import { RateLimiter } from "./rate-limiter.ts";

/** Keys that a process counts in memory. If there are more, the least recently used one is forgotten. */
const MAX_KEYS = 100_000;

/**
 * A gateway asks Redis only about keys that have used this share of the limit here. A call to Redis costs a gateway
 * about as much as the rest of a join (measured by `npm run bench -- joins`), and nearly all keys make a call or two.
 */
const LOCAL_SHARE = 0.1;

export interface SharedRateLimiterOptions {
  /** Part of the keys in Redis: limiters with the same name share their budgets. */
  name: string;
  /** Calls per window. */
  max: number;
  windowSeconds: number;
  redis?: Redis | undefined;
  maxKeys?: number;
}

/**
 * A rate limit per key that holds across all gateways of one Redis. A key's window begins with its first call. Without
 * Redis, and while Redis does not respond, each process counts for itself in memory, for a bounded number of keys.
 *
 * Each gateway allows a tenth of the limit without asking Redis, so with N gateways a key may make up to 1 + N / 10
 * times `max` calls.
 */
export class SharedRateLimiter {
  readonly #max: number;
  readonly #inMemory: RateLimiterMemory;
  readonly #inRedis: RateLimiterRedis | undefined;
  /** The calls that are allowed without asking Redis; undefined without Redis, or if the limit is too low to share. */
  readonly #local: RateLimiter<string> | undefined;
  /** The keys that may be in memory: the library itself keeps any number of them. */
  readonly #keys: LRUCache<string, true>;

  constructor({ name, max, windowSeconds, redis, maxKeys = MAX_KEYS }: SharedRateLimiterOptions) {
    this.#max = max;
    const options = { keyPrefix: `limit:${name}`, points: max, duration: windowSeconds };
    this.#inMemory = new RateLimiterMemory(options);
    this.#keys = new LRUCache({
      max: maxKeys,
      dispose: (_, key, reason) => {
        if (reason === "evict") void this.#inMemory.delete(key);
      },
    });
    if (redis) {
      const localCalls = Math.floor(max * LOCAL_SHARE);
      if (localCalls > 0) this.#local = new RateLimiter(localCalls, windowSeconds * 1000);
      this.#inRedis = new RateLimiterRedis({
        ...options,
        storeClient: redis,
        insuranceLimiter: this.#inMemory,
        // A lost connection costs no time.
        rejectIfRedisNotReady: true,
        // When the limit is exceeded, Redis is not asked again before the window ends.
        inMemoryBlockOnConsumed: max + 1,
      });
    }
  }

  /** Counts a call. Resolves with 0, or if no call was left with how long the window still lasts, in ms. */
  async consume(key: string): Promise<number> {
    if (this.#local?.consume(key) === 0) return 0;
    const limiter: RateLimiterAbstract = this.#inRedis ?? this.#inMemory;
    this.#keys.set(key, true);
    try {
      const result = await limiter.consume(key);
      if (this.#inRedis && result.remainingPoints === 0) await this.#remember(key, result);
      return 0;
    } catch (result) {
      // The limiter rejects with its result if no call was left.
      if (!(result instanceof RateLimiterRes)) throw result;
      if (this.#inRedis) await this.#remember(key, result);
      return waitOf(result);
    }
  }

  /** Takes back a call that was counted and allowed. Does not wait for Redis. */
  refund(key: string): void {
    // It may have been counted in Redis: then there is one more left here, and one less there.
    if (this.#local?.refund(key)) return;
    const limiter: RateLimiterAbstract = this.#inRedis ?? this.#inMemory;
    limiter.reward(key).catch(() => {});
  }

  /**
   * Counts nothing. Resolves with how long until the key has a call left again, in ms; 0 if it has one now. Redis is not
   * asked: a process knows from its own calls that none is left, so the last call may be made once by each process.
   */
  async retryAfterMs(key: string): Promise<number> {
    if (!this.#keys.has(key)) return 0;
    const result = await this.#inMemory.get(key);
    // The window of a key may have ended although its timer has not run yet.
    const isExhausted = result !== null && result.consumedPoints >= this.#max && result.msBeforeNext > 0;
    return isExhausted ? waitOf(result) : 0;
  }

  /** Copies from Redis that no call is left. */
  async #remember(key: string, result: RateLimiterRes): Promise<void> {
    await this.#inMemory.set(key, this.#max, waitOf(result) / 1000);
  }
}

const waitOf = ({ msBeforeNext }: RateLimiterRes): number => Math.max(1, Math.ceil(msBeforeNext));
