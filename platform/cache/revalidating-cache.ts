import { LRUCache } from "lru-cache";
import { currentTime } from "../clock.ts";
import { ByteCount, type Measure } from "./byte-count.ts";
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
  /**
   * Whether a copy past `maxAgeMs` is served after all when its load fails with this error. Default: the caller gets the
   * error.
   */
  staleIfError?: boolean | ((error: unknown) => boolean);
  /** How long a caller waits for a load if `staleIfError` is set and there is an old copy, in ms. Default: no limit. */
  maxWaitMs?: number;
  /** Maximum number of values; required without `maxSize`. */
  max?: number;
  /** Maximum sum of the sizes of all values, in the unit of `sizeOf`. */
  maxSize?: number;
  sizeOf?(value: Value): number;
  /** Maximum bytes of all values together, as `measure` counts them; with `max`. The newest value is kept in any case. */
  maxBytes?: number;
  measure?: Measure<Value>;
}

interface Entry<Value> {
  readonly value: Value;
  /** Epoch ms. */
  readonly refreshedAt: number;
  /** The cache's generation when the value was refreshed. */
  readonly generation: number;
  /** The last load that failed, or that took too long, and that has brought no newer value since. */
  failure?: { /** Epoch ms. */ at: number; generation: number };
  /** The value's own bytes as they were counted. */
  bytes?: number;
}

/** After a load has failed, callers get the old copy at once for this long, in ms. */
const SERVED_AFTER_FAILURE_MS = 5000;
/** After a load has failed, the next one starts this much later at the earliest, in ms. */
const RETRY_AFTER_MS = 500;

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
  /** For loads on which callers wait although there is an old copy. */
  readonly #waits = new Map<Key, Promise<Value | Missing>>();
  readonly #load: (key: Key, context: Context) => Promise<Value | Missing>;
  readonly #staleAfterMs: number;
  readonly #maxAgeMs: number;
  readonly #isServedOn: (error: unknown) => boolean;
  readonly #maxWaitMs: number;
  readonly #maxBytes: number;
  readonly #byteCount: ByteCount<Value> | undefined;
  /** Copies that were refreshed before this moment are stale; epoch ms. */
  #markedStaleAt = 0;
  /** Copies of an earlier generation are not served until they have been refreshed. */
  #generation = 0;

  constructor(options: RevalidatingCacheOptions<Key, Value, Context, Missing>) {
    const { load, staleAfterMs = Infinity, maxAgeMs = Infinity, staleIfError = false } = options;
    const { maxWaitMs = Infinity } = options;
    this.#load = load;
    this.#staleAfterMs = staleAfterMs;
    this.#maxAgeMs = maxAgeMs;
    this.#isServedOn = typeof staleIfError === "function" ? staleIfError : () => staleIfError;
    this.#maxWaitMs = maxWaitMs;
    const { max, maxSize, sizeOf, maxBytes = Infinity, measure } = options;
    this.#maxBytes = maxBytes;
    this.#byteCount = measure && new ByteCount(measure);
    this.#entries =
      maxSize !== undefined && sizeOf
        ? new LRUCache({ maxSize, sizeCalculation: ({ value }) => sizeOf(value) })
        : new LRUCache({
            max: max!,
            dispose: ({ value, bytes }) => {
              if (bytes !== undefined) this.#byteCount?.remove(value, bytes);
            },
          });
  }

  /** The bytes of all values, as `measure` counts them; 0 without. */
  get bytes(): number {
    return this.#byteCount?.total ?? 0;
  }

  /** The cached value, or a promise of it when it must be loaded. @throws what `load` throws, as a rejection */
  get(key: Key, context: Context): Value | Promise<Value | Missing> {
    const entry = this.#entries.get(key);
    if (entry === undefined) return this.reads.miss(this.refresh(key, context));
    const ageMs = this.#staleAfterMs === Infinity ? 0 : currentTime() - entry.refreshedAt;
    const isValid = entry.generation === this.#generation;
    if (isValid && ageMs <= this.#staleAfterMs && entry.refreshedAt >= this.#markedStaleAt) {
      return this.reads.hit(entry.value);
    }
    const mayServe = (isValid && ageMs < this.#maxAgeMs) || this.#hasJustFailed(key, entry);
    if (mayServe && entry.failure && currentTime() - entry.failure.at < RETRY_AFTER_MS) {
      return this.reads.hit(entry.value);
    }
    const refresh = this.refresh(key, context);
    if (mayServe) {
      refresh.catch(() => {});
      return this.reads.hit(entry.value);
    }
    return this.reads.miss(this.#wait(key, refresh, entry, ageMs < this.#maxAgeMs));
  }

  /** Whether nobody should wait for a newer value again: a load has just failed, or did and now another one runs. */
  #hasJustFailed(key: Key, { failure }: Entry<Value>): boolean {
    if (failure?.generation !== this.#generation) return false;
    return this.#loads.has(key) || currentTime() - failure.at < SERVED_AFTER_FAILURE_MS;
  }

  /** The newer value; the old one if it cannot be loaded in time. All callers share the wait. */
  #wait(
    key: Key,
    refresh: Promise<Value | Missing>,
    entry: Entry<Value>,
    isYoung: boolean,
  ): Promise<Value | Missing> {
    let wait = this.#waits.get(key);
    if (wait) return wait;
    let timer: NodeJS.Timeout | undefined;
    const loaded = refresh.catch((error) => {
      if (isYoung || this.#isServedOn(error)) return entry.value;
      throw error;
    });
    const timeout = new Promise<Value>((resolve) => {
      if (this.#maxWaitMs === Infinity) return;
      timer = setTimeout(() => {
        this.#markFailed(key);
        resolve(entry.value);
      }, this.#maxWaitMs);
    });
    wait = Promise.race([loaded, timeout]).finally(() => {
      clearTimeout(timer);
      this.#waits.delete(key);
    });
    this.#waits.set(key, wait);
    return wait;
  }

  #markFailed(key: Key): void {
    const entry = this.#entries.peek(key);
    if (entry) entry.failure = { at: currentTime(), generation: this.#generation };
  }

  /** The cached value, whatever its age. It starts no load and does not count as a use. */
  peek(key: Key): Value | undefined {
    return this.#entries.peek(key)?.value;
  }

  /** Whether a load of this key is running. */
  isLoading(key: Key): boolean {
    return this.#loads.has(key);
  }

  /** Loads a value, or joins the load of this key that is running. */
  refresh(key: Key, context: Context): Promise<Value | Missing> {
    let load = this.#loads.get(key);
    if (!load) {
      load = this.#load(key, context)
        .catch((error) => {
          if (this.#isServedOn(error)) this.#markFailed(key);
          throw error;
        })
        .finally(() => this.#loads.delete(key));
      this.#loads.set(key, load);
    }
    return load;
  }

  /** Stores a value that was the newest one at `refreshedAt` (epoch ms). */
  set(key: Key, value: Value, refreshedAt = currentTime()): void {
    this.#put(key, { value, refreshedAt, generation: this.#generation });
  }

  /** Replaces a cached value, for example after an event, without changing its age. */
  replace(key: Key, value: Value): void {
    const entry = this.#entries.peek(key);
    if (entry) this.#put(key, { ...entry, value });
  }

  /** Stores an entry, and drops the least recently used ones if all together take too much. */
  #put(key: Key, entry: Entry<Value>): void {
    if (this.#byteCount) entry.bytes = this.#byteCount.add(entry.value);
    this.#entries.set(key, entry);
    while (this.bytes > this.#maxBytes && this.#entries.size > 1) this.#entries.pop();
  }

  /** Drops a value. A load that is running may still bring one. */
  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** Every copy counts as stale: it is served, and its next use refreshes it in the background. */
  markAllStale(): void {
    this.#markedStaleAt = currentTime();
  }

  /**
   * No copy is served until it has been refreshed. If its load fails, it is served only if it is younger than
   * `maxAgeMs` or `staleIfError` is set.
   */
  invalidate(): void {
    this.#generation++;
  }
}
