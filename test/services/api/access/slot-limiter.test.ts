import { jest } from "@jest/globals";
import fc from "fast-check";
import {
  HORIZON_MS,
  KEPT_MS,
  SlotLimiter,
  type SlotRequest,
} from "../../../../services/api/access/slot-limiter.ts";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const PART_RATE = { perSecond: 10, burst: 5 };
const WHOLE_RATE = { perSecond: 20, burst: 10 };

const request = (claim: string, part = "a", isClaimUnique = true): SlotRequest => ({
  part,
  partRate: PART_RATE,
  whole: "whole",
  wholeRate: WHOLE_RATE,
  claim: () => claim,
  isClaimUnique,
});

const take = (limiter: SlotLimiter, count: number, prefix: string, part = "a") =>
  Array.from({ length: count }, (_, index) => limiter.take(request(`${prefix}${index}`, part)));

test("a burst gets in; the next ones are told times one interval apart", () => {
  const limiter = new SlotLimiter();
  expect(take(limiter, 8, "x")).toEqual([0, 0, 0, 0, 0, 100, 200, 300]);
});

test("who comes back at the told time gets in, whoever has come meanwhile, and only once", () => {
  const limiter = new SlotLimiter();
  take(limiter, 5, "x");
  expect(limiter.take(request("late"))).toBe(100);
  jest.advanceTimersByTime(60);
  expect(limiter.take(request("late"))).toBe(40);
  take(limiter, 30, "crowd");
  jest.advanceTimersByTime(40);
  expect(take(limiter, 1, "new")[0]).toBeGreaterThan(0);
  expect(limiter.take(request("late"))).toBe(0);
  expect(limiter.take(request("late"))).toBeGreaterThan(0);
});

test("a call that is taken back leaves its place to another one", () => {
  const limiter = new SlotLimiter();
  for (let n = 0; n < 5; n++) expect(limiter.tryTake(request(`${n}`))).toBe(true);
  expect(limiter.tryTake(request("x"))).toBe(false);
  limiter.refund(request("0"));
  expect([limiter.tryTake(request("x")), limiter.tryTake(request("y"))]).toEqual([true, false]);
});

test("calls that look the same reserve a slot each, and each of them gets in at its time", () => {
  const limiter = new SlotLimiter();
  take(limiter, 5, "x");
  const twin = () => limiter.take(request("twin", "a", false));
  expect([twin(), twin(), twin()]).toEqual([100, 200, 300]);
  jest.advanceTimersByTime(300);
  expect([twin(), twin(), twin()]).toEqual([0, 0, 0]);
  expect(twin()).toBeGreaterThan(0);
});

test("a crowd in one part takes nothing from the other parts while it waits", () => {
  const limiter = new SlotLimiter();
  take(limiter, 500, "crowd");
  expect(take(limiter, 5, "x", "b")).toEqual([0, 0, 0, 0, 0]);
  expect(take(limiter, 1, "y", "c")).toEqual([50]);
});

test("nobody is told a time past the horizon, and a slot that nobody claims is given up", () => {
  const limiter = new SlotLimiter();
  const waits = take(limiter, 5 + 600 + 10, "x");
  expect(Math.max(...waits)).toBe(HORIZON_MS);
  expect(waits.filter((waitMs) => waitMs === HORIZON_MS).length).toBeGreaterThanOrEqual(10);
  jest.advanceTimersByTime(HORIZON_MS + KEPT_MS + 1000);
  take(limiter, 5, "y");
  expect(limiter.take(request("x7"))).toBe(100);
});

test("the slots in memory are bounded: the oldest is forgotten", () => {
  const limiter = new SlotLimiter(10);
  take(limiter, 5 + 11, "x");
  jest.advanceTimersByTime(1100);
  take(limiter, 5, "y");
  expect(limiter.take(request("x5"))).toBeGreaterThan(0);
  expect(limiter.take(request("x15"))).toBe(0);
});

test("whatever comes when: the rate holds, and every told time comes true", () => {
  const gap = fc.integer({ min: 0, max: 300 });
  fc.assert(
    fc.property(fc.array(gap, { minLength: 1, maxLength: 200 }), (gaps) => {
      const limiter = new SlotLimiter();
      const admittedAt: number[] = [];
      const returning: { at: number; claim: string }[] = [];
      const comeBack = () => {
        for (const { at, claim } of returning.splice(0)) {
          if (at > performance.now()) returning.push({ at, claim });
          else {
            expect(limiter.take(request(claim))).toBe(0);
            admittedAt.push(at);
          }
        }
      };
      for (const [index, ms] of gaps.entries()) {
        jest.advanceTimersByTime(ms);
        comeBack();
        const waitMs = limiter.take(request(`client ${index}`));
        if (waitMs === 0) admittedAt.push(performance.now());
        else returning.push({ at: performance.now() + waitMs, claim: `client ${index}` });
      }
      jest.advanceTimersByTime(HORIZON_MS);
      comeBack();
      expect(returning).toEqual([]);
      admittedAt.sort((a, b) => a - b);
      for (const [index, at] of admittedAt.entries()) {
        const earlier = admittedAt[index - PART_RATE.burst];
        // Told times are whole milliseconds.
        if (earlier !== undefined)
          expect(at - earlier).toBeGreaterThanOrEqual(1000 / PART_RATE.perSecond - 1);
      }
    }),
    { numRuns: 50 },
  );
});
