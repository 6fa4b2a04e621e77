import { spreadOf, spreadText } from "../../../bench/measuring/spread.ts";
import { percentile } from "../../../rehearsal/figures/percentiles.ts";

describe("the spread of runs", () => {
  test("the median of an odd number of runs is the middle one, and the runs keep their order", () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, runs: [5, 1, 3] });
  });

  test("the median of an even number of runs lies between the middle two", () => {
    expect(spreadOf([4, 1, 2, 10]).median).toBe(3);
  });

  test("is shown as the median with minimum and maximum", () => {
    expect(spreadText(spreadOf([1000.4, 1234.6, 2000]), 0)).toBe("1,235 (1,000 to 2,000)");
  });

  test("of a single run is shown as once", () => {
    expect(spreadText(spreadOf([5.31]), 1)).toBe("5.3 (once)");
  });

  test.each([[[]], [[1, Number.NaN]], [[Number.POSITIVE_INFINITY]]])("%j is not a valid result", (runs) => {
    expect(() => spreadOf(runs)).toThrow(RangeError);
  });

  test.each([
    [0.5, 50],
    [0.99, 99],
    [1, 100],
    [0, 1],
  ])("percentile %d of 1 to 100 is %d", (share, expected) => {
    const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
    expect(percentile(sorted, share)).toBe(expected);
  });
});
