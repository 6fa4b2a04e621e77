import { setTimeout as sleep } from "node:timers/promises";
import { RevalidatingCache } from "../../platform/cache/revalidating-cache.ts";
import type { SharedCache } from "../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";
import { isPromise } from "../../platform/maybe-promise.ts";

/** How long the shared cache keeps a content for other nodes, in ms. */
const SHARED_TTL_MS = 3_600_000;
/** How long to wait for the shared cache, in ms. The caller's own node may have waited for it already. */
const SHARED_TIMEOUT_MS = 5;
/** Maximum size of the contents that one process caches, in characters of their JSON. */
const MAX_CHARACTERS = 32 * 1024 * 1024;

interface CachedContent {
  content: QuizContent;
  /** Length of its JSON. */
  characters: number;
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
    maxCharacters = MAX_CHARACTERS,
  ) {
    this.#sharedCache = sharedCache;
    this.#query = query;
    this.#contents = new RevalidatingCache({
      maxSize: maxCharacters,
      sizeOf: ({ characters }) => characters,
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
    if (shared !== undefined) return { content: deepFreeze(JSON.parse(shared)), characters: shared.length };
    const content = await this.#query(id, version);
    if (!content) return null;
    const json = JSON.stringify(content);
    void this.#sharedCache.set(key, json, SHARED_TTL_MS);
    return { content: deepFreeze(content), characters: json.length };
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
