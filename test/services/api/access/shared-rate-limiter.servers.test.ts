import { SharedRateLimiter } from "../../../../services/api/access/shared-rate-limiter.ts";
import { until, untilEqual } from "../../../harness/until.ts";
import { redisOfGateways } from "./redis-of-gateways.ts";

const MAX = 3;
const WINDOW_SECONDS = 60;
/** A call waits 40 ms for Redis at most; hundreds of them at once take longer. */
const MAX_WAIT_MS = 500;

const redis = redisOfGateways();
let lastKey = 0;

/** The limiter of another gateway: it has its own connection. */
async function gatewayLimiter(name = "calls", max = MAX): Promise<SharedRateLimiter> {
  return new SharedRateLimiter({ name, max, windowSeconds: WINDOW_SECONDS, redis: await redis.connect() });
}

/** Repeats `work` with an unused key until it returns `expected`: on a busy machine a call to Redis may time out. */
const eventually = (work: (key: string) => Promise<unknown>, expected: unknown) =>
  untilEqual("the result is as expected", () => work(`key ${++lastKey}`), expected);

const isLimited = (waitMs: number) => waitMs > 0 && waitMs <= WINDOW_SECONDS * 1000;

/** Calls the limiters in turn until a call is limited; returns how many calls were not. */
async function callsUntilLimited(key: string, ...limiters: SharedRateLimiter[]): Promise<number> {
  for (let calls = 0; ; calls++) {
    if (isLimited(await limiters[calls % limiters.length]!.consume(key))) return calls;
  }
}

test("limiters of two gateways share one budget per key", async () => {
  const [one, other] = [await gatewayLimiter(), await gatewayLimiter()];
  await eventually((key) => callsUntilLimited(key, one, other), MAX);
});

test("each gateway allows a tenth of a larger limit by itself, and the rest is shared", async () => {
  const [one, other] = [await gatewayLimiter("calls", 20), await gatewayLimiter("calls", 20)];
  await eventually((key) => callsUntilLimited(key, one, other), 20 + 2 * 2);
});

test.each([
  MAX,
  20,
])("of a limit of %d, a call that is taken back is left for another gateway", async (max) => {
  const [one, other] = [await gatewayLimiter("calls", max), await gatewayLimiter("calls", max)];
  await eventually(async (key) => {
    for (let calls = 0; calls < max; calls++) {
      await one.consume(key);
      one.refund(key);
    }
    return (await other.consume(key)) === 0 && (await one.consume(key)) === 0;
  }, true);
});

test("limiters of two names do not", async () => {
  const [calls, joins] = [await gatewayLimiter("calls"), await gatewayLimiter("joins")];
  await eventually(
    async (key) => [await callsUntilLimited(key, calls), await callsUntilLimited(key, joins)],
    [MAX, MAX],
  );
});

test("asking consumes nothing; a gateway learns from its own calls that others have left none", async () => {
  const [one, other] = [await gatewayLimiter(), await gatewayLimiter()];
  await eventually(
    async (key) => {
      const waits = [];
      for (let times = 0; times < MAX; times++) {
        waits.push(await one.retryAfterMs(key), await other.retryAfterMs(key), await other.consume(key));
      }
      const isLimitedAt = async (limiter: SharedRateLimiter) => isLimited(await limiter.retryAfterMs(key));
      const before = [await isLimitedAt(one), await isLimitedAt(other)];
      await one.consume(key);
      return [...waits, ...before, await isLimitedAt(one)];
    },
    [...Array(3 * MAX).fill(0), false, true, true],
  );
});

test("a refused call does not extend the wait", async () => {
  const limiter = await gatewayLimiter();
  await eventually(async (key) => {
    await callsUntilLimited(key, limiter);
    const first = await limiter.consume(key);
    await until("some time has passed", async () => (await limiter.consume(key)) < first - 20);
    return isLimited(await limiter.retryAfterMs(key));
  }, true);
});

test.each([
  "SIGKILL",
  "SIGSTOP",
] as const)("after a %s of Redis each gateway limits for itself, without a delay; afterwards together again", async (signal) => {
  const [one, other] = [await gatewayLimiter(), await gatewayLimiter()];
  try {
    await redis.server.kill(signal);
    const key = `key ${++lastKey}`;
    let burst = 0;
    // On a busy machine one burst may take longer.
    await until("hundreds of calls at once hardly wait", async () => {
      burst++;
      const before = performance.now();
      const keys = Array.from({ length: 200 }, (_, index) => `${key}/${burst}/${index}`);
      const waits = keys.flatMap((each) => [one.consume(each), one.retryAfterMs(each)]);
      expect(await Promise.all(waits)).toEqual(waits.map(() => 0));
      return performance.now() - before < MAX_WAIT_MS;
    });
    expect([await callsUntilLimited(key, one), await callsUntilLimited(key, other)]).toEqual([MAX, MAX]);
    expect(isLimited(await one.retryAfterMs(key))).toBe(true);
  } finally {
    await redis.server.kill("SIGCONT");
    if (signal === "SIGKILL") await redis.server.restart();
  }
  await eventually((key) => callsUntilLimited(key, one, other), MAX);
});

test("without Redis a process limits for itself", async () => {
  const local = () => new SharedRateLimiter({ name: "calls", max: MAX, windowSeconds: WINDOW_SECONDS });
  const [one, other] = [local(), local()];
  expect([await callsUntilLimited("key", one), await callsUntilLimited("key", other)]).toEqual([MAX, MAX]);
});

test("counts in memory for a bounded number of keys, and forgets the least recently used one", async () => {
  const limiter = new SharedRateLimiter({
    name: "calls",
    max: 1,
    windowSeconds: WINDOW_SECONDS,
    maxKeys: 100,
  });
  await limiter.consume("first");
  expect(await limiter.retryAfterMs("first")).toBeGreaterThan(0);
  for (let n = 0; n < 99; n++) await limiter.consume(`other ${n}`);
  expect(await limiter.retryAfterMs("first")).toBeGreaterThan(0);
  await limiter.consume("one more");
  expect(await limiter.retryAfterMs("first")).toBe(0);
  expect(await limiter.retryAfterMs("other 0")).toBeGreaterThan(0);
});
