import { readFileSync } from "node:fs";
import { catalogue, type MetricDescription } from "../../platform/metrics/catalogue.ts";
import { page } from "./page.ts";
import { type Use, usesOf } from "./uses.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const [ALERTS, DASHBOARD, SCALING] = [
  "k8s/components/monitoring/alerts.yaml",
  "k8s/components/monitoring/dashboard.json",
  "k8s/components/scaling/scaled-objects.yaml",
] as const;

/** What is wrong with a use of a metric: a name that no node tells, or a label that it does not have. */
function faultOf({ name, suffix, labels }: Use): string | undefined {
  const metric = (catalogue as Record<string, MetricDescription>)[name];
  if (!metric) return `there is no ${name}`;
  if ((suffix !== "") !== (metric.type === "histogram")) return `${name}${suffix} is a ${metric.type}`;
  const known = ["namespace", "instance", ...metric.labels];
  const unknown = labels.filter((label) => !known.includes(label));
  return unknown.length > 0 ? `${name} has no label ${unknown.join(", ")}` : undefined;
}

test("docs/metrics.md lists every metric as the catalogue describes it", () => {
  const table = read("docs/metrics.md")
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(table.join("\n")).toBe(page());
});

test.each([ALERTS, DASHBOARD, SCALING])("%s uses only metrics and labels that exist", (path) => {
  const uses = usesOf(read(path));
  expect(uses.length).toBeGreaterThan(5);
  expect(uses.map(faultOf).filter(Boolean)).toEqual([]);
});

test("the dashboard shows every metric", () => {
  const shown = new Set(usesOf(read(DASHBOARD)).map(({ name }) => name));
  expect(Object.keys(catalogue).filter((name) => !shown.has(name))).toEqual([]);
});

test("a name or a label that is none would be found", () => {
  const text = 'rate(stampede_request_total[1m]) + stampede_queue_rows{kind="x"} + stampede_batch_rows';
  expect(usesOf(text).map(faultOf)).toEqual([
    "there is no stampede_request_total",
    "stampede_queue_rows has no label kind",
    "stampede_batch_rows is a histogram",
  ]);
});

test("every alert says how grave it is, what is the matter, and where to read what to do", () => {
  const alerts = read(ALERTS).split("- alert: ").slice(1);
  const anchors = new Set(
    [...read("docs/alerts.md").matchAll(/^## (.+)$/gm)].map(([, title]) =>
      title!.toLowerCase().replaceAll(" ", "-"),
    ),
  );
  expect(alerts.length).toBeGreaterThan(10);
  for (const alert of alerts) {
    expect(alert).toMatch(/\n {10}for: \d+[sm]\n/);
    expect(alert).toMatch(/severity: (warning|critical)/);
    expect(alert).toMatch(/summary: "./);
    expect(anchors).toContain(/runbook: "docs\/alerts\.md#([\w-]+)"/.exec(alert)?.[1]);
  }
});
