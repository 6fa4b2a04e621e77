import { memoryMiB } from "../../../bench/measuring/process-memory.ts";

describe("the memory of a process", () => {
  test("is near the resident set size, and is undefined without a process", () => {
    const { rss } = process.memoryUsage();
    expect(memoryMiB(process.pid)).toBeGreaterThan(rss / 2 ** 20 / 3);
    expect(memoryMiB(2 ** 22 + 1)).toBeUndefined();
  });
});
