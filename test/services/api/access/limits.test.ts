import type { IncomingMessage } from "node:http";
import { jest } from "@jest/globals";
import { readEnvironment } from "../../../../platform/environment.ts";
import { RateLimited } from "../../../../platform/errors.ts";
import { Limits } from "../../../../services/api/access/limits.ts";

const limitsWith = (variables: Record<string, string>) => new Limits(readEnvironment(variables));
const from = (address: string, forwarded?: string) =>
  ({
    socket: { remoteAddress: address },
    headers: { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

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
  const limits = limitsWith({ STAMPEDE_ANSWERS_PER_SECOND: "1", STAMPEDE_JOINS_PER_SECOND: "1" });
  limits.consumeAnswer(player(1));
  limits.consumeAnswer(player(2));
  await limits.consumeJoin("1/1");
  await limits.consumeHostCall("1/1");
  await expect(limits.consumeJoin("1/1")).rejects.toThrow(RateLimited);
  await limits.consumeJoin("1/2");
});

test("only a join with an unknown code counts against the limit of unknown codes", async () => {
  const limits = limitsWith({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "2" });
  for (let times = 0; times < 10; times++) await limits.consumeJoin("a");
  limits.countUnknownCode("a");
  await limits.consumeJoin("a");
  limits.countUnknownCode("a");
  await expect(limits.consumeJoin("a")).rejects.toThrow(RateLimited);
  await limits.consumeJoin("b");
  jest.advanceTimersByTime(61_000);
  await limits.consumeJoin("a");
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

test("without a trusted proxy, the client is the address of the connection, whatever the header says", () => {
  const limits = limitsWith({});
  expect(limits.clientAddress(from("10.0.0.1", "1.2.3.4"))).toBe("10.0.0.1");
});

test.each([
  ["1", "1.1.1.1, 2.2.2.2, 3.3.3.3", "3.3.3.3"],
  ["2", "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"],
  ["3", "1.1.1.1,2.2.2.2,3.3.3.3", "1.1.1.1"],
  ["4", "1.1.1.1, 2.2.2.2, 3.3.3.3", "10.0.0.1"],
  ["1", "forged, 5.5.5.5", "5.5.5.5"],
  ["1", "", "10.0.0.1"],
  ["1", undefined, "10.0.0.1"],
  ["2", "1.1.1.1, ", "1.1.1.1"],
])("behind %s trusted proxies, X-Forwarded-For %p is %s", (proxies, header, client) => {
  const limits = limitsWith({ STAMPEDE_TRUSTED_PROXIES: proxies });
  expect(limits.clientAddress(from("10.0.0.1", header))).toBe(client);
});
