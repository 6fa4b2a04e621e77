import { setTimeout as pause } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import type { SharedCache } from "../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../platform/domain/quiz.ts";

/** How long other nodes find a content in the shared cache, in ms. */
const SHARED_LIFE_MS = 3_600_000;
/** How long the shared cache is waited for, in ms: whoever asks may have waited for it before, on another node. */
const SHARED_PATIENCE_MS = 5;
/** The most characters of JSON whose contents one process keeps. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

interface Held {
  content: QuizContent;
  /** Characters of its JSON. */
  size: number;
}

type Load = (id: string, version: number) => Promise<QuizContent | null>;

/**
 * The contents of quiz versions, which never change: kept in the process, else taken from the shared cache, else
 * loaded. Calls for the same version at the same time make one load.
 */
export class ContentCache {
  readonly #held: LRUCache<string, Held, { id: string; version: number }>;

  constructor(shared: SharedCache, load: Load, mostCharacters = MOST_CHARACTERS) {
    this.#held = new LRUCache({
      maxSize: mostCharacters,
      sizeCalculation: (held) => held.size,
      // A load whose place is taken while it runs still answers whoever waits for it.
      ignoreFetchAbort: true,
      fetchMethod: async (key, _stale, { context: { id, version } }) => {
        const known = await Promise.race([shared.get(key), pause(SHARED_PATIENCE_MS)]);
        if (known !== undefined) return { content: frozen(JSON.parse(known)), size: known.length };
        const content = await load(id, version);
        if (!content) return undefined;
        const json = JSON.stringify(content);
        void shared.set(key, json, SHARED_LIFE_MS);
        return { content: frozen(content), size: json.length };
      },
    });
  }

  /** The content, frozen, for it is shared by all callers; null where there is no such version. */
  async get(id: string, version: number): Promise<QuizContent | null> {
    const held = await this.#held.fetch(`quiz:${id}:${version}`, { context: { id, version } });
    return held?.content ?? null;
  }
}

function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}
