import { jest } from "@jest/globals";
import { readEnvironment } from "../../../../platform/environment.ts";
import { RateLimited } from "../../../../platform/errors.ts";
import { Limits } from "../../../../services/api/access/limits.ts";

const limitsWith = (variables: Record<string, string>) => new Limits(readEnvironment(variables));

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const player = (playerNo: number) => ({ sessionNo: 1, playerNo });

test("a player may send as many answers per second as the limit, then gets the time until the next", () => {
  const limits = limitsWith({ STAMPEDE_ANSWERS_PER_SECOND: "3" });
  for (let times = 0; times < 3; times++) limits.consumeAnswer(player(1));
  expect(() => limits.consumeAnswer(player(1))).toThrow(RateLimited);
  jest.advanceTimersByTime(400);
  expect(() => limits.consumeAnswer(player(1))).toThrow(
    expect.objectContaining({ data: { retryAfterMs: 600 } }),
  );
  jest.advanceTimersByTime(1001);
  limits.consumeAnswer(player(1));
});

test("limits and keys are independent of one another", async () => {
  const limits = limitsWith({ STAMPEDE_ANSWERS_PER_SECOND: "1", STAMPEDE_HOST_CALLS_PER_SECOND: "1" });
  limits.consumeAnswer(player(1));
  limits.consumeAnswer(player(2));
  await limits.consumeHostCall("1/1");
  await expect(limits.consumeHostCall("1/1")).rejects.toThrow(RateLimited);
  await limits.consumeHostCall("1/2");
});

test("a client that tries again while it is limited gets the time until the end of its window", async () => {
  const limits = limitsWith({ STAMPEDE_HOST_CALLS_PER_SECOND: "1" });
  await limits.consumeHostCall("ana");
  jest.advanceTimersByTime(300);
  const limited = expect.objectContaining({ data: { retryAfterMs: 700 } });
  await expect(limits.consumeHostCall("ana")).rejects.toEqual(limited);
  await expect(limits.consumeHostCall("ana")).rejects.toEqual(limited);
  jest.advanceTimersByTime(701);
  await limits.consumeHostCall("ana");
});
