import fc from "fast-check";
import {
  addGap,
  type GapStats,
  MIN_GAPS,
  NO_GAPS,
  roundTripMs,
} from "../../../../services/api/fairness/round-trip.ts";

const statsOf = (gaps: readonly number[]): GapStats => gaps.reduce(addGap, NO_GAPS);
const estimateOf = (gaps: readonly number[]) => roundTripMs(statsOf(gaps));
const anyGap = fc.double({ min: 0, max: 1000, noNaN: true });
const gapsOf = (minLength: number, maxLength = 60) => fc.array(anyGap, { minLength, maxLength });

/** Mean and variance as they are defined, of all gaps at once. */
function moments(gaps: readonly number[]) {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  return { mean, variance: gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length };
}

test("up to 16 gaps, mean and variance are those of all gaps", () => {
  fc.assert(
    fc.property(gapsOf(1, 16), (gaps) => {
      const { mean, variance } = statsOf(gaps);
      expect(mean).toBeCloseTo(moments(gaps).mean, 6);
      expect(variance).toBeCloseTo(moments(gaps).variance, 3);
    }),
  );
});

test("fewer than three gaps are no estimate", () => {
  expect(MIN_GAPS).toBe(3);
  expect(estimateOf([])).toBe(0);
  expect(estimateOf([80, 80])).toBe(0);
  expect(estimateOf([80, 80, 80])).toBe(80);
});

test("the estimate is 0.8 standard deviations below the mean", () => {
  // Mean 100, σ 20.
  expect(estimateOf([80, 120, 80, 120])).toBeCloseTo(84, 9);
});

test("the estimate is never below 0 or above the mean, and a gap that is repeated is its own estimate", () => {
  fc.assert(
    fc.property(gapsOf(3), (gaps) => {
      const estimate = estimateOf(gaps);
      expect(estimate).toBeGreaterThanOrEqual(0);
      expect(estimate).toBeLessThanOrEqual(statsOf(gaps).mean + 1e-9);
    }),
  );
  fc.assert(
    fc.property(anyGap, fc.integer({ min: 3, max: 60 }), (gap, times) => {
      expect(estimateOf(new Array(times).fill(gap))).toBeCloseTo(gap, 6);
    }),
  );
});

test("after a change of the network the old gaps fade", () => {
  const changed = [...new Array(100).fill(20), ...new Array(100).fill(200)];
  expect(estimateOf(changed)).toBeGreaterThan(190);
});
