import type { Result } from "../../../bench/measuring/benchmark.ts";
import { spreadOf } from "../../../bench/measuring/spread.ts";
import { curvePlot, plotOf } from "../../../bench/report/plot.ts";
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
      parts: { unit: "µs of CPU each", values: { gateway: spreadOf([700]), Postgres: spreadOf([300]) } },
    },
  ],
  goals: [
    { name: "ours / baseline", spread: spreadOf([4, 5, 6]), digits: 1, atLeast: 4.5 },
    { name: "delay, ms", spread: spreadOf([400, 500, 600]), digits: 0, atMost: 250 },
    { name: "just so", spread: spreadOf([1, 2, 3]), digits: 0 },
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
  command: "npm run bench -- example",
  settings: {},
  machine: {
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
  test("shows goals, reached or missed by the median, then the measures with their parts", () => {
    const rows = sections([result])
      .split("\n")
      .filter((line) => line.startsWith("| "));
    expect(rows.slice(2)).toEqual([
      "| ours / baseline | **5.0 (4.0 to 6.0)** | at least 4.5: reached |",
      "| delay, ms | **500 (400 to 600)** | at most 250: **missed** |",
      "| just so | 2 (1 to 3) |  |",
      "| Stampede: answers per CPU second | 1,000 (900 to 1,100); gateway 700.0, Postgres 300.0 (µs of CPU each) |  |",
    ]);
  });

  test("replaces only the text between its marks", () => {
    const marked =
      "before\n<!-- results: written by npm run bench:report -->\nold\n<!-- /results -->\nafter\n";
    const once = withResults(marked, "new");
    expect(once).toMatch(/^before\n<!-- results[^\n]*\n\nnew\n\n<!-- \/results -->\nafter\n$/);
    expect(withResults(once, "new")).toBe(once);
    expect(() => withResults("no marks", "new")).toThrow("no marks");
  });

  test("a plot has a bar per measure, a dot per run, a stack of parts, the goals with a bound, and the curves", async () => {
    const plot = await plotOf(result);
    expect(plot).toContain("An &lt;example&gt;");
    expect(marks(plot, "point")).toHaveLength(3 + 3 + 3 + 2);
    expect(marks(plot, "bar")).toHaveLength(1 + 2 + 2);
    expect(marks(plot, "line mark")).toHaveLength(1);
    expect(plot).toContain(">at least 4.5</text>");
    expect(plot).not.toContain("just so");
    expect(plot).not.toMatch(/NaN|Infinity|undefined/);
  });
});

/** The marks of this kind in an SVG of Vega. */
function marks(svg: string, kind: string): string[] {
  return [...svg.matchAll(/aria-roledescription="([^"]+)"/g)]
    .map(([, role]) => role!)
    .filter((role) => role === kind);
}

describe("the labels of an axis", () => {
  test.each([
    [[0, 47], false, ["0", "10", "20", "30", "40", "50"]],
    [[0, 0], false, ["0"]],
    [[3, 900], true, ["1", "10", "100", "1k"]],
  ])("%j, log %j", async (values, logY, expected) => {
    const points = values.map((value, index) => [index, value] as const);
    const svg = await curvePlot({ title: "t", x: "x", y: "y", logY, lines: [{ name: "line", points }] });
    const [, labels] = /aria-label="Y-axis.*?role-axis-label"[^>]*>(.*?)<\/g>/s.exec(svg)!;
    expect([...labels!.matchAll(/>([^<]+)<\/text>/g)].map(([, label]) => label)).toEqual(expected);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
