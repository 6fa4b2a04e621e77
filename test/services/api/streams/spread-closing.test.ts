import { jest } from "@jest/globals";
import { spreadOver } from "../../../../services/api/streams/spread-closing.ts";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("many things are done evenly over the time, and none is left out", async () => {
  const done: number[] = [];
  const all = Array.from({ length: 1000 }, (_, no) => no);
  const finished = spreadOver(all, 1000, (no) => done.push(no));
  expect(done).toHaveLength(0);
  await jest.advanceTimersByTimeAsync(500);
  expect(Math.abs(done.length - 500)).toBeLessThanOrEqual(1);
  await jest.advanceTimersByTimeAsync(500);
  await finished;
  expect(done).toEqual(all);
  expect(jest.getTimerCount()).toBe(0);
});

test("without a time all are done at once", () => {
  const done: number[] = [];
  void spreadOver([1, 2, 3], 0, (no) => done.push(no));
  expect(done).toEqual([1, 2, 3]);
});
