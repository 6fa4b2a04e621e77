import type { ServiceBroker } from "moleculer";
import { catalogue, type LabelOf, type MetricDescription, type MetricName } from "./catalogue.ts";
import { Distribution } from "./histogram.ts";

type Measure<Name extends MetricName> = (typeof catalogue)[Name]["type"] extends "histogram"
  ? Distribution
  : number;

/** What is read: one number (or distribution), or where there are labels one for each set of their values. */
export type Reading<Name extends MetricName> = [LabelOf<Name>] extends [never]
  ? Measure<Name>
  : readonly { labels: Readonly<Record<LabelOf<Name>, string>>; value: Measure<Name> }[];

/** A metric's values as Moleculer's registry lists them. */
export interface Snapshot {
  labels: Readonly<Record<string, string>>;
  /** Of a counter or a gauge. */
  value?: number;
  /** Of a histogram: how many values were at most each bound. */
  buckets?: Record<string, number>;
  count?: number;
  sum?: number;
}

/**
 * Puts a metric of the catalogue into Moleculer's registry. Whoever counts does so in plain numbers of its own;
 * they are read when somebody looks: the Prometheus reporter, `$node.metrics`, the REPL. Where metrics are
 * switched off nothing happens.
 *
 * @param read undefined where there is nothing to say yet: then nothing is said, not even 0
 */
export function expose<Name extends MetricName>(
  broker: ServiceBroker,
  name: Name,
  read: () => Reading<Name> | undefined,
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
  if (metric) metric.snapshot = () => snapshots(read() ?? []) as never;
}

type AnyReading = Distribution | number | readonly { labels: Record<string, string>; value: unknown }[];

function snapshots(reading: AnyReading): Snapshot[] {
  const samples = Array.isArray(reading) ? reading : [{ labels: {}, value: reading }];
  return samples.map(({ labels, value }) =>
    value instanceof Distribution ? { labels, ...spread(value) } : { labels, value },
  );
}

function spread(distribution: Distribution): Omit<Snapshot, "labels"> {
  const cumulative = distribution.cumulative();
  return {
    buckets: Object.fromEntries(distribution.bounds.map((bound, index) => [bound, cumulative[index]!])),
    count: distribution.count,
    sum: distribution.sum,
  };
}
