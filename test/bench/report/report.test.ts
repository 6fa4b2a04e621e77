import type { Result } from "../../../bench/measuring/benchmark.ts";
import { spreadOf } from "../../../bench/measuring/spread.ts";
import { ticks } from "../../../bench/report/curve.ts";
import { plotOf } from "../../../bench/report/plot.ts";
import { withResults } from "../../../bench/report/report.ts";
import { sections } from "../../../bench/report/table.ts";

const result: Result = {
  name: "example",
  topic: "speed",
  title: "An <example>",
  measures: [
    {
      subject: "Stampede",
      quantity: "answers per CPU second",
      spread: spreadOf([900, 1000, 1100]),
      digits: 0,
      parts: { unit: "µs of CPU each", of: { gateway: spreadOf([700]), Postgres: spreadOf([300]) } },
    },
  ],
  goals: [
    { what: "ours / peer", spread: spreadOf([4, 5, 6]), digits: 1, atLeast: 4.5 },
    { what: "delay, ms", spread: spreadOf([400, 500, 600]), digits: 0, atMost: 250 },
    { what: "just so", spread: spreadOf([1, 2, 3]), digits: 0 },
  ],
  curves: [
    {
      title: "Window",
      x: "ms",
      y: "µs",
      lines: [
        {
          name: "answers",
          points: [
            [1, 2],
            [10, 1],
          ],
        },
      ],
      logX: true,
    },
  ],
  measuredBy: "npm run bench -- example",
  settings: {},
  circumstances: {
    cpu: "AMD EPYC",
    cores: 2,
    memoryGiB: 24,
    node: "v26",
    commit: "abc1234",
    date: "2026-11-25T10:00:00.000Z",
    loadAverage: 2,
  },
};

describe("the report", () => {
  test("shows goals with their verdict by the median, then what each side came to and is made up of", () => {
    const rows = sections([result])
      .split("\n")
      .filter((line) => line.startsWith("| "));
    expect(rows.slice(2)).toEqual([
      "| ours / peer | **5.0 (4.0 to 6.0)** | at least 4.5: reached |",
      "| delay, ms | **500 (400 to 600)** | at most 250: **missed** |",
      "| just so | 2 (1 to 3) |  |",
      "| Stampede: answers per CPU second | 1,000 (900 to 1,100); gateway 700.0, Postgres 300.0 (µs of CPU each) |  |",
    ]);
  });

  test("stands between its marks, and leaves the rest of the text alone", () => {
    const marked =
      "before\n<!-- results: written by npm run bench:report -->\nold\n<!-- /results -->\nafter\n";
    const once = withResults(marked, "new");
    expect(once).toMatch(/^before\n<!-- results[^\n]*\n\nnew\n\n<!-- \/results -->\nafter\n$/);
    expect(withResults(once, "new")).toBe(once);
    expect(() => withResults("no marks", "new")).toThrow("lost the marks");
  });

  test("a plot has a bar for each measure, a dot for each run, a stack of parts, and the goals that are held", () => {
    const plot = plotOf(result);
    expect(plot).toContain("An &lt;example&gt;");
    expect(plot.match(/<circle/g)).toHaveLength(3 + 3 + 3 + 2);
    expect(plot).toContain(">at least 4.5</text>");
    expect(plot).not.toContain("just so");
    expect(plot).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("ticks of an axis", () => {
  test.each([
    [[0, 47], false, [0, 10, 20, 30, 40, 50]],
    [[0, 0], false, [0, 0.2]],
    [[3, 900], true, [1, 10, 100, 1000]],
  ])("%j, log %j", (values, log, expected) => {
    expect(ticks(values, log)).toEqual(expected);
  });
});
