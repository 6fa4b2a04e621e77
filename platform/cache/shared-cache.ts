import { LRUCache } from "lru-cache";

/**
 * What nodes share and may lose at any moment. Neither call ever throws or waits long: a cache that cannot
 * answer has nothing.
 */
export interface SharedCache {
  get(key: string): Promise<string | undefined>;
  /** @param lifeMs how long the value may be served, in ms */
  set(key: string, value: string, lifeMs: number): Promise<void>;
  /** Sets a value under a key of versions, unless one of a higher version lives there. */
  setVersion(key: string, value: string, version: number, lifeMs: number): Promise<void>;
  /** The value of the highest version under a key, and for how long it will still be there, in ms. */
  newest(key: string): Promise<{ value: string; leftMs: number } | undefined>;
  close(): Promise<void>;
}

/** How often a cache was read, with which outcome, since the process began. */
export class CacheReads {
  hits = 0;
  misses = 0;

  /** Counts what was there. */
  hit<Found>(found: Found): Found {
    this.hits++;
    return found;
  }

  /** Counts what has to be got from elsewhere. */
  miss<Got>(got: Got): Got {
    this.misses++;
    return got;
  }
}

/** The cache of a node that is alone: a map in the process, of at most 64 Mi characters. */
export class EmbeddedCache implements SharedCache {
  readonly #values = new LRUCache<string, string>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: (value, key) => value.length + key.length,
    dispose: (_value, key, reason) => {
      if (reason !== "set") this.#versions.delete(key);
    },
  });
  readonly #versions = new Map<string, number>();

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async set(key: string, value: string, lifeMs: number): Promise<void> {
    this.#values.set(key, value, { ttl: lifeMs });
  }

  async setVersion(key: string, value: string, version: number, lifeMs: number): Promise<void> {
    if (this.#values.has(key) && version < (this.#versions.get(key) ?? version)) return;
    this.#versions.set(key, version);
    this.#values.set(key, value, { ttl: lifeMs });
  }

  async newest(key: string): Promise<{ value: string; leftMs: number } | undefined> {
    const value = this.#values.get(key);
    return value === undefined ? undefined : { value, leftMs: this.#values.getRemainingTTL(key) };
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}

/** A shared cache whose reads are counted. */
export class CountedCache implements SharedCache {
  readonly reads = new CacheReads();
  readonly #cache: SharedCache;

  constructor(cache: SharedCache) {
    this.#cache = cache;
  }

  async get(key: string): Promise<string | undefined> {
    return this.#counted(await this.#cache.get(key));
  }

  async newest(key: string): Promise<{ value: string; leftMs: number } | undefined> {
    return this.#counted(await this.#cache.newest(key));
  }

  setVersion(key: string, value: string, version: number, lifeMs: number): Promise<void> {
    return this.#cache.setVersion(key, value, version, lifeMs);
  }

  set(key: string, value: string, lifeMs: number): Promise<void> {
    return this.#cache.set(key, value, lifeMs);
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  #counted<Found>(found: Found | undefined): Found | undefined {
    return found === undefined ? this.reads.miss(found) : this.reads.hit(found);
  }
}

/** Where the newest snapshot of a session's board lies, as JSON (contracts.ts, Snapshot); its version is `seq`. */
export const snapshotKey = (sessionNo: number) => `snapshot:${sessionNo}`;

/**
 * How long a snapshot is there after its owner was last heard of, in ms: for so long it is served while a board
 * moves and is read anew.
 */
export const SNAPSHOT_LIFE_MS = 600_000;
/** For so long it is taken as it is, in ms; an older one is served too, but its owner is asked for a newer. */
const SNAPSHOT_FRESH_MS = 5000;

/** Whether a snapshot with so much of its life left was put there a moment ago. */
export const isFreshSnapshot = (leftMs: number) => leftMs > SNAPSHOT_LIFE_MS - SNAPSHOT_FRESH_MS;
