import { jest } from "@jest/globals";
import { RateLimiter } from "../../../../services/api/access/rate-limiter.ts";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("each key has its own window, which begins with its first call", () => {
  const limiter = new RateLimiter(1, 1000);
  expect(limiter.consume(1)).toBe(0);
  jest.advanceTimersByTime(900);
  expect(limiter.consume(2)).toBe(0);
  jest.advanceTimersByTime(200);
  expect([limiter.consume(1), limiter.consume(2)]).toEqual([0, 800]);
  jest.advanceTimersByTime(799);
  expect(limiter.consume(2)).toBe(1);
  jest.advanceTimersByTime(1);
  expect(limiter.consume(2)).toBe(0);
});

test("asking consumes nothing, and refused calls do not extend the wait", () => {
  const limiter = new RateLimiter(1, 1000);
  expect(limiter.retryAfterMs(1)).toBe(0);
  limiter.consume(1);
  jest.advanceTimersByTime(600);
  expect([limiter.consume(1), limiter.consume(1), limiter.retryAfterMs(1)]).toEqual([400, 400, 400]);
});

test("a call is taken back once; in another window there is none", () => {
  const limiter = new RateLimiter(1, 1000);
  expect(limiter.refund(1)).toBe(false);
  limiter.consume(1);
  expect([limiter.refund(1), limiter.refund(1), limiter.consume(1)]).toEqual([true, false, 0]);
  jest.advanceTimersByTime(1000);
  expect(limiter.refund(1)).toBe(false);
});

test("with too many keys the oldest are forgotten, the newest are not", () => {
  const limiter = new RateLimiter(1, 1000, 10);
  for (let key = 0; key < 30; key++) limiter.consume(key);
  expect(limiter.retryAfterMs(0)).toBe(0);
  expect(limiter.retryAfterMs(29)).toBe(1000);
});
