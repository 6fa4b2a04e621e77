import { LRUCache } from "lru-cache";
import { stringBytes } from "./approximate-bytes.ts";
import { HitCounter } from "./hit-counter.ts";

/** A value, and how long it will stay in the cache, in ms. */
export interface ValueWithTtl {
  value: string;
  remainingTtlMs: number;
}

/**
 * A cache that the nodes share and whose contents may be lost at any moment. No call throws or waits long: a cache
 * that does not respond behaves as an empty one.
 */
export interface SharedCache {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Sets a value unless the key has a value of a higher version. An equal version starts a new TTL.
   *
   * @returns false if the key has a higher version
   */
  setIfNewer(key: string, value: string, version: number, ttlMs: number): Promise<boolean>;
  getWithTtl(key: string): Promise<ValueWithTtl | undefined>;
  /** Deletes a value, whatever its version. */
  delete(key: string): Promise<void>;
  close(): Promise<void>;
}

/** The shared cache of a standalone node: in the process, up to 64 MiB. */
export class MemoryCache implements SharedCache {
  readonly #values = new LRUCache<string, string>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: (value, key) => stringBytes(value) + stringBytes(key),
    dispose: (_value, key, reason) => {
      if (reason !== "set") this.#versions.delete(key);
    },
  });
  readonly #versions = new Map<string, number>();

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    this.#values.set(key, value, { ttl: ttlMs });
  }

  async setIfNewer(key: string, value: string, version: number, ttlMs: number): Promise<boolean> {
    if (this.#values.has(key) && version < (this.#versions.get(key) ?? version)) return false;
    this.#versions.set(key, version);
    this.#values.set(key, value, { ttl: ttlMs });
    return true;
  }

  async getWithTtl(key: string): Promise<ValueWithTtl | undefined> {
    const value = this.#values.get(key);
    return value === undefined ? undefined : { value, remainingTtlMs: this.#values.getRemainingTTL(key) };
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}

/** A shared cache that counts its hits and misses. */
export class InstrumentedCache implements SharedCache {
  readonly reads = new HitCounter();
  readonly #cache: SharedCache;

  constructor(cache: SharedCache) {
    this.#cache = cache;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#count(await this.#cache.get(key));
  }

  async getWithTtl(key: string): Promise<ValueWithTtl | undefined> {
    return this.#count(await this.#cache.getWithTtl(key));
  }

  setIfNewer(key: string, value: string, version: number, ttlMs: number): Promise<boolean> {
    return this.#cache.setIfNewer(key, value, version, ttlMs);
  }

  set(key: string, value: string, ttlMs: number): Promise<void> {
    return this.#cache.set(key, value, ttlMs);
  }

  delete(key: string): Promise<void> {
    return this.#cache.delete(key);
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  #count<Value>(value: Value | undefined): Value | undefined {
    return value === undefined ? this.reads.miss(value) : this.reads.hit(value);
  }
}

/** The key of a session's newest snapshot, which is JSON (`Snapshot` of the contracts) with `seq` as its version. */
export const snapshotKey = (sessionNo: number) => `snapshot:${sessionNo}`;

/**
 * How long a snapshot stays after its owner last stored it, in ms: until then it is served while the board moves to
 * another node and is read again there.
 */
export const SNAPSHOT_TTL_MS = 600_000;
/** An older snapshot is served too, but its owner is asked for a newer one; in ms. */
const SNAPSHOT_FRESH_MS = 5000;

/** Whether a snapshot with this much of its TTL left was stored a moment ago. */
export const isFreshSnapshot = (remainingTtlMs: number) =>
  remainingTtlMs > SNAPSHOT_TTL_MS - SNAPSHOT_FRESH_MS;
