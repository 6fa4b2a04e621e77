import { SharedSlotLimiter } from "../../../../services/api/access/shared-slot-limiter.ts";
import type { SlotRequest } from "../../../../services/api/access/slot-limiter.ts";
import { until, untilEqual } from "../../../harness/until.ts";
import { redisOfGateways } from "./redis-of-gateways.ts";

const redis = redisOfGateways();
let lastKey = 0;

/** The limiter of another gateway: it has its own connection. */
async function gatewayLimiter(): Promise<SharedSlotLimiter> {
  return new SharedSlotLimiter("joins", await redis.connect());
}

/** A slot takes 500 ms: far longer than a call, also on a busy machine. Fewer than ten at once: all ask Redis. */
const RATE = { perSecond: 2, burst: 4 };

const request = (claim: string, part: string, isClaimUnique = true): SlotRequest => ({
  part: `part ${lastKey} ${part}`,
  partRate: RATE,
  whole: `whole ${lastKey}`,
  wholeRate: { perSecond: 4, burst: 8 },
  claim: () => `claim ${lastKey} ${claim}`,
  isClaimUnique,
});

test("gateways share one rate, and a slot that one has reserved is kept at the other", async () => {
  const [one, other] = [await gatewayLimiter(), await gatewayLimiter()];
  // A call to Redis may time out on a busy machine; then that gateway counts for itself.
  await untilEqual("the first four get in", async () => {
    lastKey++;
    const waits = [];
    for (const limiter of [one, other, one, other, one]) {
      waits.push(await limiter.take(request(`x${waits.length}`, "a")));
    }
    return waits.map((waitMs) => waitMs > 0);
  }, [false, false, false, false, true]);
  const told = await other.take(request("x4", "a"));
  expect(told).toBeGreaterThan(0);
  expect(told).toBeLessThanOrEqual(500);
  const toldNext = await other.take(request("late", "a"));
  expect(toldNext).toBeGreaterThan(told);
  await until("the told time comes true at the other gateway", async () => {
    return (await other.take(request("x4", "a"))) === 0;
  });
  await until("and for the next one at the first gateway", async () => {
    return (await one.take(request("late", "a"))) === 0;
  });
});

test("a crowd in one part takes nothing of the whole while it waits", async () => {
  const limiter = await gatewayLimiter();
  await untilEqual("the other part gets in", async () => {
    lastKey++;
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) waits.push(await limiter.take(request(`x${n}`, "a")));
    for (let n = 0; n < 4; n++) waits.push(await limiter.take(request(`y${n}`, "b")));
    return waits.map((waitMs) => waitMs > 0);
  }, [...Array(4).fill(false), ...Array(4).fill(true), ...Array(4).fill(false)]);
});

test("calls that look the same reserve a slot each", async () => {
  const limiter = await gatewayLimiter();
  lastKey++;
  for (let n = 0; n < 4; n++) await limiter.take(request(`x${n}`, "a"));
  const [first, second] = [
    await limiter.take(request("twin", "a", false)),
    await limiter.take(request("twin", "a", false)),
  ];
  expect(second).toBeGreaterThan(first);
});

test("while Redis is away each gateway limits for itself", async () => {
  const [one, other] = [await gatewayLimiter(), await gatewayLimiter()];
  lastKey++;
  await redis.server.kill("SIGKILL");
  try {
    for (const limiter of [one, other]) {
      const waits: number[] = [];
      for (let n = 0; n < 5; n++) waits.push(await limiter.take(request(`x${n}`, "a")));
      expect(waits.map((waitMs) => waitMs > 0)).toEqual([false, false, false, false, true]);
    }
  } finally {
    await redis.server.restart();
  }
});
