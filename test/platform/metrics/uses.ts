import { catalogue, type MetricDescription } from "../../../platform/metrics/catalogue.ts";

/** One use of a metric in a PromQL expression. */
export interface Use {
  name: string;
  /** What a histogram's series end in; empty for any other. */
  suffix: string;
  /** The labels that its selector names. */
  labels: string[];
}

/** Every use of a metric in a text of expressions, be it YAML or JSON. */
export function usesOf(text: string): Use[] {
  const selector = /\b((?:stampede|process|nodejs)_[a-z_]+)(?:\{((?:[^{}]|\{\{.*?\}\})*)\})?/g;
  return [...text.matchAll(selector)].map(([, whole = "", labels = ""]) => {
    const suffix = /_(?:bucket|sum|count)$/.exec(whole)?.[0] ?? "";
    return {
      name: whole.slice(0, whole.length - suffix.length),
      suffix,
      labels: [...labels.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label]) => label!),
    };
  });
}

/** What is wrong with a use of a metric: a name that no node tells, or a label that it does not have. */
export function faultOf({ name, suffix, labels }: Use): string | undefined {
  const metric = (catalogue as Record<string, MetricDescription>)[name];
  if (!metric) return `there is no ${name}`;
  if ((suffix !== "") !== (metric.type === "histogram")) return `${name}${suffix} is a ${metric.type}`;
  const known = ["namespace", "instance", ...metric.labels];
  const unknown = labels.filter((label) => !known.includes(label));
  return unknown.length > 0 ? `${name} has no label ${unknown.join(", ")}` : undefined;
}
