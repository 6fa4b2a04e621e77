import { Histogram } from "../../../platform/metrics/histogram.ts";
import { prometheusText } from "../../../platform/metrics/prometheus-text.ts";

test("the buckets of a histogram are cumulative and in order, with its sum and count", async () => {
  const text = await prometheusText([
    {
      name: "a_seconds",
      type: "histogram",
      description: "Times",
      values: [{ labels: { route: "r" }, buckets: { 1: 2, 0.5: 1, 10: 2 }, count: 3, sum: 21.5 }],
    },
  ]);
  expect(text).toBe(`# HELP a_seconds Times
# TYPE a_seconds histogram
a_seconds_bucket{route="r",le="0.5"} 1
a_seconds_bucket{route="r",le="1"} 2
a_seconds_bucket{route="r",le="10"} 2
a_seconds_bucket{route="r",le="+Inf"} 3
a_seconds_sum{route="r"} 21.5
a_seconds_count{route="r"} 3
`);
});

test("a metric without values is left out, and no label value breaks a line", async () => {
  const text = await prometheusText([
    { name: "silent", type: "gauge", values: [] },
    { name: "odd", type: "gauge", description: "a\nb", values: [{ labels: { l: 'x"\n\\' }, value: 1 }] },
  ]);
  expect(text).toBe('# HELP odd a\\nb\n# TYPE odd gauge\nodd{l="x\\"\\n\\\\"} 1\n');
});

test("a value on a bound is in its bucket; a value above all bounds is only in the count", () => {
  const histogram = new Histogram([1, 2, 5]);
  for (const value of [0, 1, 1.5, 2, 6]) histogram.observe(value);
  expect(histogram.cumulative()).toEqual([2, 4, 4]);
  expect([histogram.count, histogram.sum]).toEqual([5, 10.5]);
});
