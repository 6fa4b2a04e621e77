import { catalogue, type MetricDescription } from "../../../platform/metrics/catalogue.ts";

/** One use of a metric in a PromQL expression. */
export interface MetricUse {
  name: string;
  /** `_bucket`, `_sum` or `_count` of a histogram; empty for other metrics. */
  seriesSuffix: string;
  /** The labels in its selector. */
  labels: string[];
}

/** All uses of metrics in a text that contains PromQL, such as YAML or JSON. */
export function findUses(text: string): MetricUse[] {
  const selector = /\b((?:stampede|process|nodejs)_[a-z_]+)(?:\{((?:[^{}]|\{\{.*?\}\})*)\})?/g;
  return [...text.matchAll(selector)].map(([, series = "", labels = ""]) => {
    const seriesSuffix = /_(?:bucket|sum|count)$/.exec(series)?.[0] ?? "";
    return {
      name: series.slice(0, series.length - seriesSuffix.length),
      seriesSuffix,
      labels: [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
    };
  });
}

/** The error in a use of a metric: no node exposes this name, or the metric does not have this label. */
export function findError({ name, seriesSuffix: suffix, labels }: MetricUse): string | undefined {
  const metric = (catalogue as Record<string, MetricDescription>)[name];
  if (!metric) return `there is no ${name}`;
  if ((suffix !== "") !== (metric.type === "histogram")) return `${name}${suffix} is a ${metric.type}`;
  const known = ["namespace", "instance", "job", ...metric.labels];
  const unknown = labels.filter((label) => !known.includes(label));
  return unknown.length > 0 ? `${name} has no label ${unknown.join(", ")}` : undefined;
}
