import fc from "fast-check";
import { scoreDistribution } from "../../../../services/stats/ranking/score-distribution.ts";

/** The distribution of players with these points. */
function distributionOf(points: number[]) {
  const byPlayer = Uint32Array.from([77, ...points]);
  const order = points.map((_, index) => index + 1).sort((a, b) => byPlayer[b]! - byPlayer[a]!);
  return scoreDistribution(byPlayer, Uint32Array.from(order));
}

test("every player is counted once, in the step of their points", () => {
  const points = fc.oneof(fc.constantFrom(0, 1000, 2000), fc.integer({ min: 0, max: 10_000_000 }));
  fc.assert(
    fc.property(fc.array(points, { minLength: 1, maxLength: 60 }), (all) => {
      const { width, counts } = distributionOf(all);
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
])("the steps for %j are round numbers", (points, expected) => {
  expect(distributionOf(points)).toEqual(expected);
});

test("the distribution of no players is empty", () => {
  expect(distributionOf([])).toEqual({ width: 1, counts: [] });
});
