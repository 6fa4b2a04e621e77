import type { Snapshot } from "./expose.ts";

/** A metric of the registry with its values of this moment. */
export interface Listed {
  name: string;
  type: string;
  description?: string | undefined;
  values: readonly Snapshot[];
}

/**
 * Metrics in Prometheus' text format 0.0.4
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Moleculer's own writer says
 * no sum and no count of a histogram that has no quantiles, so no rate and no mean could be had of it.
 */
export function exposition(metrics: Iterable<Listed>): string {
  const lines: string[] = [];
  for (const { name, type, description, values } of metrics) {
    if (values.length === 0) continue;
    lines.push(`# HELP ${name} ${escapeHelp(description ?? name)}`, `# TYPE ${name} ${type}`);
    for (const value of values)
      lines.push(...(value.buckets ? histogram(name, value) : [gauge(name, value)]));
  }
  return `${lines.join("\n")}\n`;
}

function gauge(name: string, { labels, value }: Snapshot): string {
  return `${name}${labelled(labels)} ${value ?? "NaN"}`;
}

function histogram(name: string, { labels, buckets = {}, count = 0, sum = 0 }: Snapshot): string[] {
  const bounds = Object.keys(buckets).sort((a, b) => Number(a) - Number(b));
  return [
    ...bounds.map((le) => `${name}_bucket${labelled({ ...labels, le })} ${buckets[le]}`),
    `${name}_bucket${labelled({ ...labels, le: "+Inf" })} ${count}`,
    `${name}_sum${labelled(labels)} ${sum}`,
    `${name}_count${labelled(labels)} ${count}`,
  ];
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${escapeLabel(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(",")}}` : "";
}

function escapeHelp(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"');
}
