import { AggregatorRegistry } from "prom-client";
import type { MetricSample } from "./expose.ts";

/** A metric of Moleculer's registry with its current values. */
export interface ListedMetric {
  name: string;
  type: string;
  description?: string | undefined;
  values: readonly MetricSample[];
}

/** One line of the text, as prom-client's `getMetricsAsJSON` describes it. */
interface PromClientValue {
  /** Only if it differs from the name of the metric. */
  metricName?: string;
  labels: Readonly<Record<string, string>>;
  value: number;
}

/**
 * Metrics in Prometheus' text format 0.0.4, written by prom-client; metrics without values are left out. Moleculer's
 * own reporter omits `_sum` and `_count` of histograms without quantiles, so no means could be computed.
 */
export function prometheusText(metrics: Iterable<ListedMetric>): Promise<string> {
  const withValues = [...metrics].filter(({ values }) => values.length > 0);
  const described = withValues.map(({ name, type, description, values }) => ({
    name,
    type,
    help: description ?? name,
    aggregator: "first",
    values: values.flatMap((sample) => promClientValues(name, sample)),
  }));
  return AggregatorRegistry.aggregate([described]).metrics();
}

function promClientValues(name: string, sample: MetricSample): PromClientValue[] {
  const { labels, value = Number.NaN, buckets, count = 0, sum = 0 } = sample;
  if (!buckets) return [{ labels, value }];
  const bucket = (le: string, total: number) => ({
    metricName: `${name}_bucket`,
    labels: { ...labels, le },
    value: total,
  });
  const bounds = Object.keys(buckets).sort((a, b) => Number(a) - Number(b));
  return [
    ...bounds.map((bound) => bucket(bound, buckets[bound]!)),
    bucket("+Inf", count),
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
