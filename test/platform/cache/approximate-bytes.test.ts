import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { approximateBytes } from "../../../platform/cache/approximate-bytes.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** The median of several measurements: what else the process frees meanwhile would spoil a single one. */
function heapBytes(json: string, copies: number): number {
  const measured = Array.from({ length: 5 }, () => measureHeapBytes(json, copies));
  return measured.sort((a, b) => a - b)[2]!;
}

/** The heap that some copies of a JSON value take, in bytes per copy. */
function measureHeapBytes(json: string, copies: number): number {
  const used = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const kept: unknown[] = [];
  for (let count = 0; count < copies; count++) kept.push(JSON.parse(json));
  const bytes = (used() - before) / copies;
  expect(kept).toHaveLength(copies);
  return bytes;
}

const quiz = (text: string, option: string) => ({
  title: "Large",
  questions: Array.from({ length: 500 }, (_, no) => ({
    kind: "single",
    text: `${text} ${no}`,
    options: Array.from({ length: 20 }, (_, id) => ({ text: `${option} ${id}`, correct: id === 3 })),
    timeLimitMs: 20_000,
    points: 1000,
  })),
});
const windows = Array.from({ length: 1000 }, (_, no) => ({
  question: no,
  openedAt: 1.8e12 + no,
  closesAt: null,
}));

test.each<[string, unknown]>([
  ["a quiz of short texts", quiz("a", "b")],
  ["a quiz of long texts", quiz("a".repeat(1500), "b".repeat(100))],
  ["a quiz in Cyrillic", quiz("Ж".repeat(800), "б".repeat(50))],
  ["a session with a thousand windows", { windows }],
])("%s takes about as much memory as is estimated", (_, value) => {
  const ratio = approximateBytes(value) / heapBytes(JSON.stringify(value), 8);
  expect(ratio).toBeGreaterThan(0.75);
  expect(ratio).toBeLessThan(1.6);
});
