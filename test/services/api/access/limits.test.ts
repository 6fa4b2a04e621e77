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

test("a key may spend its limit in a second, then it is told when to come back", () => {
  const limits = limitsWith({ STAMPEDE_ANSWERS_PER_SECOND: "3" });
  for (let times = 0; times < 3; times++) limits.spend("answers", "1/1");
  expect(() => limits.spend("answers", "1/1")).toThrow(RateLimited);
  jest.advanceTimersByTime(400);
  expect(() => limits.spend("answers", "1/1")).toThrow(
    expect.objectContaining({ data: { retryAfterMs: 600 } }),
  );
  jest.advanceTimersByTime(1001);
  limits.spend("answers", "1/1");
});

test("limits and keys do not touch one another", () => {
  const limits = limitsWith({ STAMPEDE_ANSWERS_PER_SECOND: "1", STAMPEDE_JOINS_PER_SECOND: "1" });
  limits.spend("answers", "1/1");
  limits.spend("answers", "1/2");
  limits.spend("joins", "1/1");
  expect(() => limits.spend("joins", "1/1")).toThrow(RateLimited);
});

test("to look whether a limit is used up spends nothing of it", () => {
  const limits = limitsWith({ STAMPEDE_UNKNOWN_CODES_PER_MINUTE: "2" });
  for (let times = 0; times < 10; times++) limits.require("unknownCodes", "a");
  limits.spend("unknownCodes", "a");
  limits.require("unknownCodes", "a");
  limits.spend("unknownCodes", "a");
  expect(() => limits.require("unknownCodes", "a")).toThrow(RateLimited);
  limits.require("unknownCodes", "b");
  jest.advanceTimersByTime(61_000);
  limits.require("unknownCodes", "a");
});

test("unless a proxy is trusted, a client is where its connection comes from, whatever it says", () => {
  const limits = limitsWith({});
  expect(limits.clientOf(from("10.0.0.1", "1.2.3.4"))).toBe("10.0.0.1");
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
  expect(limits.clientOf(from("10.0.0.1", header))).toBe(client);
});
