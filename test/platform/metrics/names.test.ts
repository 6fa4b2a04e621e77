import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { catalogue } from "../../../platform/metrics/catalogue.ts";
import { page } from "./page.ts";
import { expressionFaults } from "./promql.ts";
import { faultOf, usesOf } from "./uses.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const [ALERTS, DASHBOARD, SCALING] = [
  "k8s/components/monitoring/alerts.yaml",
  "k8s/components/monitoring/dashboard.json",
  "k8s/components/scaling/scaled-objects.yaml",
] as const;

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

interface Rules {
  spec: { groups: { rules: { expr: string }[] }[] };
}
interface Dashboard {
  panels: { targets?: { expr: string }[] }[];
}

test("every alert and every graph asks in Prometheus' own grammar", () => {
  const { spec } = parse(read(ALERTS)) as Rules;
  const { panels } = JSON.parse(read(DASHBOARD)) as Dashboard;
  const asked = [
    ...spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  expect(asked.length).toBeGreaterThan(40);
  expect(asked.flatMap(expressionFaults)).toEqual([]);
  expect(expressionFaults("max(stampede_queue_rows")).toEqual([
    "is no PromQL at 23: max(stampede_queue_rows",
  ]);
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
