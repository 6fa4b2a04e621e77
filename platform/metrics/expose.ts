import type { ServiceBroker } from "moleculer";
import { catalogue, type LabelOf, type MetricDescription, type MetricName } from "./catalogue.ts";
import { Histogram } from "./histogram.ts";

type ValueOf<Name extends MetricName> = (typeof catalogue)[Name]["type"] extends "histogram"
  ? Histogram
  : number;

/** The current value of a metric: one number or histogram; if the metric has labels, one per set of label values. */
export type MetricValue<Name extends MetricName> = [LabelOf<Name>] extends [never]
  ? ValueOf<Name>
  : readonly { labels: Readonly<Record<LabelOf<Name>, string>>; value: ValueOf<Name> }[];

/** One value of a metric, in the form in which Moleculer's registry lists it. */
export interface MetricSample {
  labels: Readonly<Record<string, string>>;
  /** Counters and gauges only. */
  value?: number;
  /** Histograms only: for each upper bound, how many values were at most this bound. */
  buckets?: Record<string, number>;
  count?: number;
  sum?: number;
}

/**
 * Registers a metric of the catalogue in Moleculer's registry. The code that counts uses plain numbers of its own.
 * They are read only on demand: by a scrape, `$node.metrics` or the REPL. Does nothing if metrics are disabled.
 *
 * @param read returns undefined if there is no value yet; then the metric is not listed, not even as 0
 */
export function expose<Name extends MetricName>(
  broker: ServiceBroker,
  name: Name,
  read: () => MetricValue<Name> | undefined,
): void {
  const { type, unit, help, labels, buckets }: MetricDescription = catalogue[name];
  const metric = broker.metrics.register({
    name,
    type: type as "gauge",
    unit,
    description: help,
    labelNames: [...labels],
    ...(buckets && { buckets: [...buckets] }),
  });
  if (metric) metric.snapshot = () => samplesOf(read() ?? []) as never;
}

type AnyMetricValue = Histogram | number | readonly { labels: Record<string, string>; value: unknown }[];

function samplesOf(metricValue: AnyMetricValue): MetricSample[] {
  const labelled = Array.isArray(metricValue) ? metricValue : [{ labels: {}, value: metricValue }];
  return labelled.map(({ labels, value }) =>
    value instanceof Histogram ? { labels, ...histogramSample(value) } : { labels, value },
  );
}

function histogramSample(histogram: Histogram): Omit<MetricSample, "labels"> {
  const cumulative = histogram.cumulative();
  return {
    buckets: Object.fromEntries(histogram.bounds.map((bound, index) => [bound, cumulative[index]!])),
    count: histogram.count,
    sum: histogram.sum,
  };
}
