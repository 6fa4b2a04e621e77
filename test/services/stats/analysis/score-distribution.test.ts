import fc from "fast-check";
import { scoreDistribution } from "../../../../services/stats/analysis/score-distribution.ts";

/** Players from 1 on with these points, in order of rank. */
function spreadOf(points: number[]) {
  const byPlayer = Uint32Array.from([77, ...points]);
  const order = points.map((_, index) => index + 1).sort((a, b) => byPlayer[b]! - byPlayer[a]!);
  return scoreDistribution(byPlayer, Uint32Array.from(order));
}

test("every player is in the step of their points, and nobody twice", () => {
  const points = fc.oneof(fc.constantFrom(0, 1000, 2000), fc.integer({ min: 0, max: 10_000_000 }));
  fc.assert(
    fc.property(fc.array(points, { minLength: 1, maxLength: 60 }), (all) => {
      const { width, counts } = spreadOf(all);
      const expected = new Array(counts.length).fill(0);
      for (const one of all) expected[Math.floor(one / width)]++;
      expect(counts).toEqual(expected);
      expect(counts.length).toBeLessThanOrEqual(20);
      expect(counts.at(-1)).toBeGreaterThan(0);
    }),
  );
});

test.each([
  [[0, 0, 0], { width: 1, counts: [3] }],
  [[0, 3, 3], { width: 1, counts: [1, 0, 0, 2] }],
  [[0, 999, 1000, 2000], { width: 200, counts: [1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1] }],
  [[20], { width: 2, counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }],
])("the steps for %j can be read", (points, expected) => {
  expect(spreadOf(points)).toEqual(expected);
});

test("of nobody there is nothing", () => {
  expect(spreadOf([])).toEqual({ width: 1, counts: [] });
});
