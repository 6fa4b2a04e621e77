import { approximateBytes } from "../../../platform/cache/approximate-bytes.ts";
import { MemoryCache, type SharedCache } from "../../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { ContentCache } from "../../../services/quiz/content-cache.ts";
import { sampleQuiz } from "./quiz-samples.ts";

/** A shared cache that records what is set and, while down, returns nothing. */
class RecordingCache implements SharedCache {
  readonly sets: { key: string; ttlMs: number }[] = [];
  readonly #inner = new MemoryCache();
  down = false;
  async get(key: string) {
    return this.down ? undefined : this.#inner.get(key);
  }
  async set(key: string, value: string, ttlMs: number) {
    this.sets.push({ key, ttlMs });
    if (!this.down) await this.#inner.set(key, value, ttlMs);
  }
  setIfNewer(key: string, value: string, version: number, ttlMs: number) {
    return this.#inner.setIfNewer(key, value, version, ttlMs);
  }
  delete(key: string) {
    return this.#inner.delete(key);
  }
  getWithTtl(key: string) {
    return this.#inner.getWithTtl(key);
  }
  close() {
    return this.#inner.close();
  }
}

/** A query that records its calls and returns a new object each time. */
function recordingQuery(answer: (id: string) => QuizContent | null = (id) => sampleQuiz(id)) {
  const queries: string[] = [];
  const query = async (id: string, version: number) => {
    queries.push(`${id}:${version}`);
    return answer(id);
  };
  return { query, queries };
}

test("a version is queried once, and shared for an hour", async () => {
  const shared = new RecordingCache();
  const { query, queries } = recordingQuery();
  const cache = new ContentCache(shared, query);
  for (let time = 0; time < 3; time++) expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
  await cache.get("a", 2);
  expect(queries).toEqual(["a:1", "a:2"]);
  expect(shared.sets).toEqual([
    { key: "quiz:a:1", ttlMs: 3_600_000 },
    { key: "quiz:a:2", ttlMs: 3_600_000 },
  ]);
});

test("concurrent calls make one query", async () => {
  const { query, queries } = recordingQuery();
  const cache = new ContentCache(new RecordingCache(), query);
  const contents = await Promise.all(Array.from({ length: 1000 }, () => cache.get("a", 1)));
  expect(queries).toHaveLength(1);
  expect(new Set(contents).size).toBe(1);
});

test("a shared cache that does not respond delays nobody", async () => {
  const shared = Object.assign(new RecordingCache(), { get: () => new Promise<never>(() => {}) });
  const cache = new ContentCache(shared, recordingQuery().query);
  expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
});

test("another process gets it from the shared cache; without one it queries", async () => {
  const shared = new RecordingCache();
  await new ContentCache(shared, recordingQuery().query).get("a", 1);
  const { query, queries } = recordingQuery();
  expect(await new ContentCache(shared, query).get("a", 1)).toEqual(sampleQuiz("a"));
  expect(queries).toEqual([]);
  shared.down = true;
  expect(await new ContentCache(shared, query).get("a", 1)).toEqual(sampleQuiz("a"));
  expect(queries).toEqual(["a:1"]);
});

test("a missing version is queried again, and so is one whose query failed", async () => {
  let answer: () => QuizContent | null = () => null;
  const { query, queries } = recordingQuery(() => answer());
  const cache = new ContentCache(new RecordingCache(), query);
  expect(await cache.get("a", 1)).toBeNull();
  answer = () => {
    throw new Error("The database is unavailable.");
  };
  await expect(cache.get("a", 1)).rejects.toThrow("The database is unavailable.");
  answer = () => sampleQuiz("a");
  expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
  expect(queries).toHaveLength(3);
});

test("the process caches no more than its maximum, the last used", async () => {
  const shared = new RecordingCache();
  shared.down = true;
  const { query, queries } = recordingQuery();
  const cache = new ContentCache(shared, query, 2 * approximateBytes(sampleQuiz("0")));
  for (const id of ["0", "1", "0", "2", "0", "2", "1"]) await cache.get(id, 1);
  expect(queries).toEqual(["0:1", "1:1", "2:1", "1:1"]);
});

test("a running query returns to its callers, even if the cache has no room for the result", async () => {
  const cache = new ContentCache(
    new RecordingCache(),
    recordingQuery().query,
    2 * JSON.stringify(sampleQuiz("0")).length,
  );
  const ids = Array.from({ length: 10 }, (_, index) => String(index));
  expect(await Promise.all(ids.map((id) => cache.get(id, 1)))).toEqual(ids.map((id) => sampleQuiz(id)));
  expect(await new ContentCache(new RecordingCache(), recordingQuery().query, 1).get("a", 1)).toEqual(
    sampleQuiz("a"),
  );
});

test("the shared content cannot be changed", async () => {
  const cache = new ContentCache(new RecordingCache(), recordingQuery().query);
  const content = await cache.get("a", 1);
  expect(() => content!.questions.pop()).toThrow(TypeError);
  expect(() => {
    content!.questions[0]!.text = "changed";
  }).toThrow(TypeError);
});
