import { setTimeout as sleep } from "node:timers/promises";
import { approximateBytes } from "../../platform/cache/approximate-bytes.ts";
import { RevalidatingCache } from "../../platform/cache/revalidating-cache.ts";
import type { SharedCache } from "../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import { isPromise } from "../../platform/maybe-promise.ts";

/** How long the shared cache keeps a content for other nodes, in ms. */
const SHARED_TTL_MS = 3_600_000;
/** How long to wait for the shared cache, in ms. The caller's own node may have waited for it already. */
const SHARED_TIMEOUT_MS = 5;
/** Maximum memory of the contents that one process caches, in bytes. */
const MAX_BYTES = 32 * 1024 * 1024;

interface CachedContent {
  content: QuizContent;
  bytes: number;
}
interface Version {
  id: string;
  version: number;
}

/**
 * The contents of quiz versions, which never change: from the process, else from the shared cache, else from the
 * database.
 */
export class ContentCache {
  readonly #contents: RevalidatingCache<string, CachedContent, Version, null>;
  readonly #sharedCache: SharedCache;
  readonly #query: (id: string, version: number) => Promise<QuizContent | null>;

  /** @param query reads a content from the database; null if there is no such version */
  constructor(
    sharedCache: SharedCache,
    query: (id: string, version: number) => Promise<QuizContent | null>,
    maxBytes = MAX_BYTES,
  ) {
    this.#sharedCache = sharedCache;
    this.#query = query;
    this.#contents = new RevalidatingCache({
      maxSize: maxBytes,
      sizeOf: ({ bytes }) => bytes,
      load: async (key, version) => {
        const loaded = await this.#load(key, version);
        if (loaded) this.#contents.set(key, loaded);
        return loaded;
      },
    });
  }

  /** The content, or null if there is no such version. It is frozen, because all callers share it. */
  async get(id: string, version: number): Promise<QuizContent | null> {
    const cached = this.#contents.get(`quiz:${id}:${version}`, { id, version });
    return (isPromise(cached) ? await cached : cached)?.content ?? null;
  }

  async #load(key: string, { id, version }: Version): Promise<CachedContent | null> {
    const shared = await Promise.race([this.#sharedCache.get(key), sleep(SHARED_TIMEOUT_MS)]);
    if (shared !== undefined) return measured(JSON.parse(shared));
    const content = await this.#query(id, version);
    if (!content) return null;
    void this.#sharedCache.set(key, JSON.stringify(content), SHARED_TTL_MS);
    return measured(content);
  }
}

function measured(content: QuizContent): CachedContent {
  return { content: deepFreeze(content), bytes: approximateBytes(content) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
