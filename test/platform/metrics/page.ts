import { catalogue, type MetricDescription } from "../../../platform/metrics/catalogue.ts";

/** The table of docs/metrics.md, as the catalogue has it. */
export function page(): string {
  const rows = Object.entries<MetricDescription>(catalogue).map(([name, { type, labels, on, help }]) => {
    const labelled = labels.length > 0 ? `{${labels.join(",")}}` : "";
    return `| \`${name}${labelled}\` | ${type} | ${on.length === 5 ? "every" : on.join(", ")} | ${help} |`;
  });
  return ["| metric | type | on | what it says |", "| --- | --- | --- | --- |", ...rows].join("\n");
}
