import { jest } from "@jest/globals";
import { Allowances } from "../../../../services/api/access/rate-limiter.ts";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a window is a key's own: it begins when the key first spends, whenever others did", () => {
  const allowances = new Allowances(1, 1000);
  expect(allowances.spend("a")).toBe(0);
  jest.advanceTimersByTime(900);
  expect(allowances.spend("b")).toBe(0);
  jest.advanceTimersByTime(200);
  expect([allowances.spend("a"), allowances.spend("b")]).toEqual([0, 800]);
  jest.advanceTimersByTime(799);
  expect(allowances.spend("b")).toBe(1);
  jest.advanceTimersByTime(1);
  expect(allowances.spend("b")).toBe(0);
});

test("to ask spends nothing, and what is refused does not lengthen the wait", () => {
  const allowances = new Allowances(1, 1000);
  expect(allowances.wait("a")).toBe(0);
  allowances.spend("a");
  jest.advanceTimersByTime(600);
  expect([allowances.spend("a"), allowances.spend("a"), allowances.wait("a")]).toEqual([400, 400, 400]);
});

test("past the bound of keys the oldest are forgotten, the youngest are not", () => {
  const allowances = new Allowances(1, 1000, 10);
  for (let key = 0; key < 30; key++) allowances.spend(`key ${key}`);
  expect(allowances.wait("key 0")).toBe(0);
  expect(allowances.wait("key 29")).toBe(1000);
});
