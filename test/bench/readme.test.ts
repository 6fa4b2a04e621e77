import { readFile } from "node:fs/promises";
import { FIGURES } from "../../bench/benchmarks.ts";
import { plotOf } from "../../bench/report/plot.ts";
import { resultsText, withResults } from "../../bench/report/report.ts";
import { keptResults, RESULTS } from "../../bench/report/results.ts";

const results = await keptResults(FIGURES.map(({ name }) => name));

describe("bench/README.md", () => {
  test("shows what was measured, and nothing else", async () => {
    const readme = await readFile(new URL("../../bench/README.md", import.meta.url), "utf8");
    expect(readme).toBe(withResults(readme, await resultsText()));
  });

  test("has a result of every figure, over at least 5 runs, but for sizes, of which there is one", () => {
    expect(results.map(({ name }) => name)).toEqual(FIGURES.map(({ name }) => name));
    for (const { goals, measures } of results) {
      const all = [...goals, ...measures.map(({ quantity, spread }) => ({ what: quantity, spread }))];
      for (const { what, spread } of all) {
        const isOfOne = spread.runs.length === 1 && /^(KiB|MiB|bytes) /.test(what);
        if (!isOfOne) expect([what, spread.runs.length >= 5]).toEqual([what, true]);
      }
    }
  });
});

describe("each plot", () => {
  test.each(
    results.map((result) => [result.name, result] as const),
  )("%s is of its result", async (name, result) => {
    expect(await readFile(new URL(`${name}.svg`, RESULTS), "utf8")).toBe(plotOf(result));
  });
});
