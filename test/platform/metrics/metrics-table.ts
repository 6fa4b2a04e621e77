import { catalogue, type MetricDescription } from "../../../platform/metrics/catalogue.ts";

/** The table of docs/metrics.md, generated from the catalogue. */
export function metricsTable(): string {
  const rows = Object.entries<MetricDescription>(catalogue).map(([name, { type, labels, on, help }]) => {
    const labelList = labels.length > 0 ? `{${labels.join(",")}}` : "";
    return `| \`${name}${labelList}\` | ${type} | ${on.length === 5 ? "every" : on.join(", ")} | ${help} |`;
  });
  return ["| metric | type | nodes | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
