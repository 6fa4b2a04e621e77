import { jest } from "@jest/globals";
import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";

interface Value {
  version: number;
}

let version: number;
let loads: string[];
let failure: Error | undefined;

beforeEach(() => {
  jest.useFakeTimers();
  version = 1;
  loads = [];
  failure = undefined;
});
afterEach(() => jest.useRealTimers());

const advance = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** A cache whose values have the current `version`; key "missing" has none. */
function newCache(options: { maxAgeMs?: number; staleIfError?: boolean; max?: number } = {}) {
  const cache = new RevalidatingCache<string, Value, void, null>({
    max: 10,
    staleAfterMs: 1000,
    ...options,
    load: async (key) => {
      loads.push(key);
      await Promise.resolve();
      if (failure) throw failure;
      if (key === "missing") return null;
      const value = { version };
      cache.set(key, value);
      return value;
    },
  });
  return cache;
}

test("a thousand concurrent misses make one load; a hit is returned without a promise", async () => {
  const cache = newCache();
  const values = await Promise.all(Array.from({ length: 1000 }, () => cache.get("a")));
  expect(new Set(values).size).toBe(1);
  expect(cache.get("a")).toBe(values[0]);
  expect(loads).toEqual(["a"]);
  expect(cache.reads).toEqual({ hits: 1, misses: 1000 });
});

test("a stale copy is served and refreshed in the background, by one load", async () => {
  const cache = newCache();
  await cache.get("a");
  version = 2;
  await advance(1001);
  expect([cache.get("a"), cache.get("a")]).toEqual([{ version: 1 }, { version: 1 }]);
  await advance(0);
  expect(cache.get("a")).toEqual({ version: 2 });
  expect(loads).toEqual(["a", "a"]);
});

test("a failed background refresh leaves the copy, and the next use tries again", async () => {
  const cache = newCache();
  await cache.get("a");
  await advance(1001);
  failure = new Error("unavailable");
  expect(cache.get("a")).toEqual({ version: 1 });
  await advance(0);
  expect(cache.get("a")).toEqual({ version: 1 });
  await advance(0);
  expect(loads).toEqual(["a", "a", "a"]);
});

test("a copy past its maximum age is not served before it was refreshed", async () => {
  const cache = newCache({ maxAgeMs: 5000 });
  await cache.get("a");
  version = 2;
  await advance(5000);
  expect(await cache.get("a")).toEqual({ version: 2 });
  await advance(5000);
  failure = new Error("unavailable");
  await expect(cache.get("a")).rejects.toThrow("unavailable");
});

test("with staleIfError it is served after all when its load fails", async () => {
  const cache = newCache({ maxAgeMs: 5000, staleIfError: true });
  await cache.get("a");
  await advance(5000);
  failure = new Error("unavailable");
  expect(await cache.get("a")).toEqual({ version: 1 });
});

test("after markStale a copy is served and refreshed in the background", async () => {
  const cache = newCache();
  await cache.get("a");
  version = 2;
  await advance(1);
  cache.markAllStale();
  expect(cache.get("a")).toEqual({ version: 1 });
  await advance(0);
  expect(cache.get("a")).toEqual({ version: 2 });
});

test("after invalidate no copy is served before it was refreshed, unless its load fails", async () => {
  const cache = newCache({ maxAgeMs: 5000 });
  await cache.get("a");
  version = 2;
  cache.invalidate();
  expect(await cache.get("a")).toEqual({ version: 2 });
  expect(cache.get("a")).toEqual({ version: 2 });
  cache.invalidate();
  failure = new Error("unavailable");
  expect(await cache.get("a")).toEqual({ version: 2 });
});

test("replace changes a cached value, but makes the copy no fresher", async () => {
  const cache = newCache();
  cache.replace("a", { version: 7 });
  expect(cache.peek("a")).toBeUndefined();
  await cache.get("a");
  await advance(900);
  cache.replace("a", { version: 7 });
  await advance(101);
  expect(cache.get("a")).toEqual({ version: 7 });
  cache.invalidate();
  cache.replace("a", { version: 8 });
  expect(await cache.get("a")).toEqual({ version: 1 });
});

test("a missing value and a failure are not cached", async () => {
  const cache = newCache();
  expect(await cache.get("missing")).toBeNull();
  expect(await cache.get("missing")).toBeNull();
  failure = new Error("unavailable");
  await expect(cache.get("a")).rejects.toThrow("unavailable");
  failure = undefined;
  expect(await cache.get("a")).toEqual({ version: 1 });
  expect(loads).toEqual(["missing", "missing", "a", "a"]);
});

test("the cache has a maximum: the least recently used value is evicted", async () => {
  const cache = newCache({ max: 2 });
  for (const key of ["a", "b", "a", "c"]) await cache.get(key);
  expect([cache.peek("a"), cache.peek("b"), cache.peek("c")]).toEqual([
    { version: 1 },
    undefined,
    { version: 1 },
  ]);
});
