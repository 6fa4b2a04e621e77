import type { Report } from "../../../../client/src/types.ts";
import { plotPoints, verdictOf } from "../../../../web/desk/report/verdict.ts";

const question = (facility: number | null, discrimination: number | null, voided = false, no = 1) =>
  ({ no, facility, discrimination, voided }) as Report["questions"][number];

test.each([
  [0.6, 0.4, "good"],
  [0.2, 0.4, "hard"],
  [0.95, 0.05, "easy"],
  [0.2, 0.1, "tooHard"],
  [0.6, 0.1, "weak"],
  [0.6, -0.3, "key"],
  [0.6, -0.05, "weak"],
  [1, null, "easy"],
  [0, null, "tooHard"],
  [null, null, "none"],
] as const)("facility %p and discrimination %p: %s", (facility, discrimination, verdict) => {
  expect(verdictOf(question(facility, discrimination))).toBe(verdict);
  expect(verdictOf(question(facility, discrimination, true))).toBe("voided");
});

describe("the plot", () => {
  test("places questions by their figures, and leaves out those without", () => {
    const points = plotPoints([question(0.5, 0), question(null, null, false, 2), question(0.1, 1, true, 3)]);
    expect(points).toEqual([{ no: 1, x: 0.5, y: 0.5 }]);
  });

  test("no point covers another one, and all are within it", () => {
    const points = plotPoints(Array.from({ length: 20 }, (_, index) => question(1, 1, false, index + 1)));
    const cells = points.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`);
    expect(points.every(({ x, y }) => x >= 0 && x <= 1 && y >= 0 && y <= 1)).toBe(true);
    expect(new Set(cells.slice(0, 16)).size).toBe(16);
  });
});
