import { LRUCache } from "lru-cache";

/**
 * What nodes share and may lose at any moment. Neither call ever throws or waits long: a cache that cannot
 * answer has nothing.
 */
export interface SharedCache {
  get(key: string): Promise<string | undefined>;
  /** @param lifeMs how long the value may be served, in ms */
  set(key: string, value: string, lifeMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The cache of a node that is alone: a map in the process, of at most 64 Mi characters. */
export class EmbeddedCache implements SharedCache {
  readonly #values = new LRUCache<string, string>({
    maxSize: 64 * 1024 * 1024,
    sizeCalculation: (value, key) => value.length + key.length,
  });

  async get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  async set(key: string, value: string, lifeMs: number): Promise<void> {
    this.#values.set(key, value, { ttl: lifeMs });
  }

  async close(): Promise<void> {
    this.#values.clear();
  }
}

/** Where the newest snapshot of a session's board lies, as JSON (contracts.ts, Snapshot). */
export const snapshotKey = (sessionNo: number) => `snapshot:${sessionNo}`;
