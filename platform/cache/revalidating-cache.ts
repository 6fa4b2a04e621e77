import { LRUCache } from "lru-cache";
import { HitCounter } from "./hit-counter.ts";

export interface RevalidatingCacheOptions<Key, Value, Context, Missing> {
  /**
   * Fetches the newest value and stores it with `set`: only the owner of the cache can tell whether a newer value
   * arrived meanwhile. All waiting callers get the result, which is `Missing` if there is no such value, or the
   * rejection. Neither of these two is cached.
   */
  load(key: Key, context: Context): Promise<Value | Missing>;
  /** A copy older than this is served and refreshed in the background; in ms. Default: copies never become stale. */
  staleAfterMs?: number;
  /** A copy of this age is not served until it is refreshed; in ms, more than `staleAfterMs`. Default: no limit. */
  maxAgeMs?: number;
  /** Whether a copy past `maxAgeMs` is served after all when its load fails. Default: the caller gets the error. */
  staleIfError?: boolean;
  /** Maximum number of values; required without `maxSize`. */
  max?: number;
  /** Maximum sum of the sizes of all values, in the unit of `sizeOf`. */
  maxSize?: number;
  sizeOf?(value: Value): number;
}

interface Entry<Value> {
  readonly value: Value;
  /** Epoch ms. */
  readonly refreshedAt: number;
  /** The cache's generation when the value was refreshed. */
  readonly generation: number;
}

/**
 * An LRU cache that serves copies while it refreshes them (`stale-while-revalidate` and `stale-if-error` of RFC
 * 5861). A hit is returned at once, not as a promise. Concurrent misses of one key share one load.
 */
export class RevalidatingCache<
  Key extends string | number,
  Value extends object,
  Context = void,
  Missing extends null = never,
> {
  readonly reads = new HitCounter();
  readonly #entries: LRUCache<Key, Entry<Value>>;
  readonly #loads = new Map<Key, Promise<Value | Missing>>();
  readonly #load: (key: Key, context: Context) => Promise<Value | Missing>;
  readonly #staleAfterMs: number;
  readonly #maxAgeMs: number;
  readonly #staleIfError: boolean;
  /** Copies that were refreshed before this moment are stale; epoch ms. */
  #markedStaleAt = 0;
  /** Copies of an earlier generation are not served until they have been refreshed. */
  #generation = 0;

  constructor(options: RevalidatingCacheOptions<Key, Value, Context, Missing>) {
    const { load, staleAfterMs = Infinity, maxAgeMs = Infinity, staleIfError = false } = options;
    this.#load = load;
    this.#staleAfterMs = staleAfterMs;
    this.#maxAgeMs = maxAgeMs;
    this.#staleIfError = staleIfError;
    const { max, maxSize, sizeOf } = options;
    this.#entries =
      maxSize !== undefined && sizeOf
        ? new LRUCache({ maxSize, sizeCalculation: ({ value }) => sizeOf(value) })
        : new LRUCache({ max: max! });
  }

  /** The cached value, or a promise of it when it must be loaded. @throws what `load` throws, as a rejection */
  get(key: Key, context: Context): Value | Promise<Value | Missing> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return this.reads.miss(this.refresh(key, context));
    const ageMs = this.#staleAfterMs === Infinity ? 0 : Date.now() - entry.refreshedAt;
    const isValid = entry.generation === this.#generation;
    if (isValid && ageMs <= this.#staleAfterMs && entry.refreshedAt >= this.#markedStaleAt) {
      return this.reads.hit(entry.value);
    }
    const refresh = this.refresh(key, context);
    if (isValid && ageMs < this.#maxAgeMs) {
      refresh.catch(() => {});
      return this.reads.hit(entry.value);
    }
    const isServedOnError = this.#staleIfError || ageMs < this.#maxAgeMs;
    return this.reads.miss(isServedOnError ? refresh.catch(() => entry.value) : refresh);
  }

  /** The cached value, whatever its age. It starts no load and does not count as a use. */
  peek(key: Key): Value | undefined {
    return this.#entries.peek(key)?.value;
  }

  /** Loads a value, or joins the load of this key that is running. */
  refresh(key: Key, context: Context): Promise<Value | Missing> {
    let load = this.#loads.get(key);
    if (!load) {
      load = this.#load(key, context).finally(() => this.#loads.delete(key));
      this.#loads.set(key, load);
    }
    return load;
  }

  /** Stores a value that was the newest one at `refreshedAt` (epoch ms). */
  set(key: Key, value: Value, refreshedAt = Date.now()): void {
    this.#entries.set(key, { value, refreshedAt, generation: this.#generation });
  }

  /** Replaces a cached value, for example after an event, without changing its age. */
  replace(key: Key, value: Value): void {
    const entry = this.#entries.peek(key);
    if (entry) this.#entries.set(key, { ...entry, value });
  }

  /** Every copy counts as stale: it is served, and its next use refreshes it in the background. */
  markAllStale(): void {
    this.#markedStaleAt = Date.now();
  }

  /**
   * No copy is served until it has been refreshed. If its load fails, it is served only if it is younger than
   * `maxAgeMs` or `staleIfError` is set.
   */
  invalidate(): void {
    this.#generation++;
  }
}
