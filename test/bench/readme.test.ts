import { readFile } from "node:fs/promises";
import { BENCHMARKS } from "../../bench/benchmarks.ts";
import { plotOf } from "../../bench/report/plot.ts";
import { resultsText, withResults } from "../../bench/report/report.ts";
import { loadResults, RESULTS } from "../../bench/report/results.ts";

const results = await loadResults(BENCHMARKS.map(({ name }) => name));

describe("bench/README.md", () => {
  test("shows exactly the saved results", async () => {
    const readme = await readFile(new URL("../../bench/README.md", import.meta.url), "utf8");
    expect(readme).toBe(withResults(readme, await resultsText()));
  });

  test("has a result of every benchmark, with at least 5 runs, or a single run for sizes", () => {
    expect(results.map(({ name }) => name)).toEqual(BENCHMARKS.map(({ name }) => name));
    for (const { goals, measures } of results) {
      const all = [...goals, ...measures.map(({ quantity, spread }) => ({ name: quantity, spread }))];
      for (const { name, spread } of all) {
        const isSize = spread.runs.length === 1 && /^(KiB|MiB|bytes) /.test(name);
        if (!isSize) expect([name, spread.runs.length >= 5]).toEqual([name, true]);
      }
    }
  });
});

describe("each plot", () => {
  test.each(
    results.map((result) => [result.name, result] as const),
  )("%s shows its result", async (name, result) => {
    expect(await readFile(new URL(`${name}.svg`, RESULTS), "utf8")).toBe(await plotOf(result));
  });
});
