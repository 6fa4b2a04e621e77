import { jest } from "@jest/globals";
import { GradingContextCache } from "../../../services/answers/grading-context.ts";
import { sessionRecord } from "../../harness/session-record.ts";
import { until } from "../../harness/until.ts";
import { stubbedBroker } from "./service-stubs.ts";

const MISSING = 404;
const { broker, stubs } = stubbedBroker(async (no) => (no === MISSING ? null : sessionRecord({ no })));

test("concurrent misses make one call, and later requests none", async () => {
  const cache = new GradingContextCache(broker);
  const contexts = await Promise.all(Array.from({ length: 100 }, () => cache.get(7)));
  expect(new Set(contexts).size).toBe(1);
  await cache.get(7);
  expect(stubs.calls).toEqual(["session 7", "quiz quiz-1"]);
});

test("sessions of one quiz share its content", async () => {
  const cache = new GradingContextCache(broker);
  const [one, other] = await Promise.all([cache.get(1), cache.get(2)]);
  expect(one?.content).toBe(other?.content);
  expect(stubs.calls.filter((calls) => calls.startsWith("quiz"))).toHaveLength(1);
});

test("concurrent requests for a newer context share a call, and get none that is too old", async () => {
  const cache = new GradingContextCache(broker);
  const first = await cache.get(7);
  stubs.calls = [];
  const since = (first?.loadedAt ?? 0) + 2;
  const newer = await Promise.all(Array.from({ length: 100 }, () => cache.get(7, since)));
  expect(newer.every((context) => (context?.loadedAt ?? 0) >= since)).toBe(true);
  expect(new Set(newer).size).toBe(1);
});

test("a newer event is applied, an older one is not, and neither changes loadedAt", async () => {
  const cache = new GradingContextCache(broker);
  const first = await cache.get(7);
  const ahead = Date.now() + 60_000;
  cache.apply(sessionRecord({ no: 7, revision: 3, voided: [1], asOf: ahead }));
  cache.apply(sessionRecord({ no: 7, revision: 2, asOf: ahead }));
  const changed = await cache.get(7);
  expect(changed?.session).toMatchObject({ revision: 3, voided: [1] });
  expect(changed?.loadedAt).toBe(first?.loadedAt);
});

describe("a context that may have missed a change", () => {
  const isRefreshed = async (cache: GradingContextCache) => {
    stubs.byNo = async (no) => sessionRecord({ no, revision: 2 });
    stubs.calls = [];
    const used = await Promise.all([cache.get(7), cache.get(7)]);
    expect(used.map((context) => context?.session.revision)).toEqual([1, 1]);
    await until("a newer one is cached", async () => (await cache.get(7))?.session.revision === 2);
    expect(stubs.calls).toEqual(["session 7"]);
  };

  test("is used, and refreshed in the background, after markStale", async () => {
    const cache = new GradingContextCache(broker);
    const first = await cache.get(7);
    await until("the clock has moved on", () => Date.now() > first!.loadedAt);
    cache.markStale();
    await isRefreshed(cache);
  });

  test("is used, and refreshed in the background, once it is old", async () => {
    const cache = new GradingContextCache(broker);
    const now = jest.spyOn(Date, "now").mockReturnValue(Date.now() - 6000);
    await cache.get(7);
    now.mockRestore();
    await isRefreshed(cache);
  });
});

test("the result of an older load never replaces a newer event", async () => {
  const cache = new GradingContextCache(broker);
  await cache.get(7);
  let respond = () => {};
  stubs.byNo = () =>
    new Promise((resolve) => {
      respond = () => resolve(sessionRecord({ no: 7, revision: 1 }));
    });
  const loading = cache.get(7, Number.MAX_SAFE_INTEGER - 1).catch(() => null);
  cache.apply(sessionRecord({ no: 7, revision: 2, voided: [1] }));
  stubs.byNo = () => Promise.reject(new Error("unavailable"));
  respond();
  expect(await loading).toBeNull();
  expect((await cache.get(7))?.session.voided).toEqual([1]);
});

test("a deleted session has no context any more, whether its event came or a look-up has found it", async () => {
  const cache = new GradingContextCache(broker);
  await cache.get(7);
  stubs.byNo = async () => null;
  cache.drop(7);
  expect(await cache.get(7)).toBeNull();
  stubs.byNo = async (no) => sessionRecord({ no });
  expect(await cache.get(7)).not.toBeNull();
  stubs.byNo = async () => null;
  expect(await cache.get(7, Number.MAX_SAFE_INTEGER - 1)).toBeNull();
  expect(await cache.get(7)).toBeNull();
});

test("a missing session has no context, and a failure is not cached", async () => {
  const cache = new GradingContextCache(broker);
  expect(await cache.get(MISSING)).toBeNull();
  stubs.byNo = () => Promise.reject(new Error("unavailable"));
  await expect(cache.get(7)).rejects.toThrow("unavailable");
  stubs.byNo = async (no) => sessionRecord({ no });
  expect((await cache.get(7))?.session.no).toBe(7);
});
