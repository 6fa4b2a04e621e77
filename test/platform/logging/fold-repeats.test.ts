import { jest } from "@jest/globals";
import { FOLD_MS, foldRepeats } from "../../../platform/logging/fold-repeats.ts";

type Line = [level: string, ...args: unknown[]];

function folding() {
  const lines: Line[] = [];
  return { lines, log: foldRepeats((level, args) => void lines.push([level, ...args])) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("a warning that repeats is one line at once, and one line with the count", () => {
  const { lines, log } = folding();
  for (let repeat = 0; repeat < 38; repeat++) log("warn", ["NATS does not reply.", { attempt: repeat }]);
  expect(lines).toEqual([["warn", "NATS does not reply.", { attempt: 0 }]]);
  jest.advanceTimersByTime(FOLD_MS);
  expect(lines.slice(1)).toEqual([["warn", "NATS does not reply. (37 more within 10 s)", { attempt: 37 }]]);
  log("warn", ["NATS does not reply."]);
  expect(lines).toHaveLength(3);
  jest.advanceTimersByTime(FOLD_MS);
  expect(lines).toHaveLength(3);
});

test("different warnings, errors and all other levels are written as they come", () => {
  const { lines, log } = folding();
  log("warn", ["It failed.", new Error("a")]);
  log("warn", ["It failed.", new Error("b")]);
  log("error", ["same"]);
  log("error", ["same"]);
  log("info", ["same"]);
  log("info", ["same"]);
  expect(lines).toHaveLength(6);
});

test("a stop writes the counts that are still open", () => {
  const { lines, log } = folding();
  log("warn", ["late"]);
  log("warn", ["late"]);
  log.flush();
  expect(lines).toEqual([
    ["warn", "late"],
    ["warn", "late (1 more within 10 s)"],
  ]);
});

test("memory is bounded: past a thousand different warnings, each is written as it comes", () => {
  const { lines, log } = folding();
  for (let no = 0; no < 1500; no++) log("warn", [`warning ${no}`]);
  log("warn", ["warning 1499"]);
  expect(lines).toHaveLength(1501);
});
