import { EmbeddedCache, type SharedCache } from "../../../platform/cache/shared-cache.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";
import { ContentCache } from "../../../services/quiz/content-cache.ts";
import { sampleQuiz } from "./quiz-samples.ts";

/** A shared cache that notes what goes in and, once down, has nothing. */
class NotedCache implements SharedCache {
  readonly sets: { key: string; lifeMs: number }[] = [];
  readonly #inner = new EmbeddedCache();
  down = false;
  async get(key: string) {
    return this.down ? undefined : this.#inner.get(key);
  }
  async set(key: string, value: string, lifeMs: number) {
    this.sets.push({ key, lifeMs });
    if (!this.down) await this.#inner.set(key, value, lifeMs);
  }
  setVersion(key: string, value: string, version: number, lifeMs: number) {
    return this.#inner.setVersion(key, value, version, lifeMs);
  }
  newest(key: string) {
    return this.#inner.newest(key);
  }
  close() {
    return this.#inner.close();
  }
}

/** A load that notes its calls; what is loaded is a new object each time. */
function notedLoad(answer: (id: string) => QuizContent | null = (id) => sampleQuiz(id)) {
  const loads: string[] = [];
  const load = async (id: string, version: number) => {
    loads.push(`${id}:${version}`);
    return answer(id);
  };
  return { load, loads };
}

test("a version is loaded once, and shared under its name for an hour", async () => {
  const shared = new NotedCache();
  const { load, loads } = notedLoad();
  const cache = new ContentCache(shared, load);
  for (let time = 0; time < 3; time++) expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
  await cache.get("a", 2);
  expect(loads).toEqual(["a:1", "a:2"]);
  expect(shared.sets).toEqual([
    { key: "quiz:a:1", lifeMs: 3_600_000 },
    { key: "quiz:a:2", lifeMs: 3_600_000 },
  ]);
});

test("calls at the same time make one load", async () => {
  const { load, loads } = notedLoad();
  const cache = new ContentCache(new NotedCache(), load);
  const contents = await Promise.all(Array.from({ length: 1000 }, () => cache.get("a", 1)));
  expect(loads).toHaveLength(1);
  expect(new Set(contents).size).toBe(1);
});

test("a shared cache that does not answer holds nobody up", async () => {
  const shared = Object.assign(new NotedCache(), { get: () => new Promise<never>(() => {}) });
  const cache = new ContentCache(shared, notedLoad().load);
  expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
});

test("another process takes it from the shared cache; without one it loads", async () => {
  const shared = new NotedCache();
  await new ContentCache(shared, notedLoad().load).get("a", 1);
  const { load, loads } = notedLoad();
  expect(await new ContentCache(shared, load).get("a", 1)).toEqual(sampleQuiz("a"));
  expect(loads).toEqual([]);
  shared.down = true;
  expect(await new ContentCache(shared, load).get("a", 1)).toEqual(sampleQuiz("a"));
  expect(loads).toEqual(["a:1"]);
});

test("what is not there is asked for again, and so is what failed", async () => {
  let answer: () => QuizContent | null = () => null;
  const { load, loads } = notedLoad(() => answer());
  const cache = new ContentCache(new NotedCache(), load);
  expect(await cache.get("a", 1)).toBeNull();
  answer = () => {
    throw new Error("The database is away.");
  };
  await expect(cache.get("a", 1)).rejects.toThrow("The database is away.");
  answer = () => sampleQuiz("a");
  expect(await cache.get("a", 1)).toEqual(sampleQuiz("a"));
  expect(loads).toHaveLength(3);
});

test("the process keeps no more than its bound, the last used", async () => {
  const shared = new NotedCache();
  shared.down = true;
  const { load, loads } = notedLoad();
  const cache = new ContentCache(shared, load, 2 * JSON.stringify(sampleQuiz("0")).length);
  for (const id of ["0", "1", "0", "2", "0", "2", "1"]) await cache.get(id, 1);
  expect(loads).toEqual(["0:1", "1:1", "2:1", "1:1"]);
});

test("a load under way answers its callers, though the bound leaves no place for it", async () => {
  const cache = new ContentCache(
    new NotedCache(),
    notedLoad().load,
    2 * JSON.stringify(sampleQuiz("0")).length,
  );
  const ids = Array.from({ length: 10 }, (_, index) => String(index));
  expect(await Promise.all(ids.map((id) => cache.get(id, 1)))).toEqual(ids.map((id) => sampleQuiz(id)));
  expect(await new ContentCache(new NotedCache(), notedLoad().load, 1).get("a", 1)).toEqual(sampleQuiz("a"));
});

test("what callers share nobody can change", async () => {
  const cache = new ContentCache(new NotedCache(), notedLoad().load);
  const content = await cache.get("a", 1);
  expect(() => content!.questions.pop()).toThrow(TypeError);
  expect(() => {
    content!.questions[0]!.text = "changed";
  }).toThrow(TypeError);
});
