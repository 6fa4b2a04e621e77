import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { catalogue } from "../../../platform/metrics/catalogue.ts";
import { findError, findUses } from "./metric-uses.ts";
import { metricsTable } from "./metrics-table.ts";
import { findExpressionErrors } from "./promql.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const [ALERTS, DASHBOARD, SCALING] = [
  "k8s/components/monitoring/alerts.yaml",
  "k8s/components/monitoring/dashboard.json",
  "k8s/components/scaling/scaled-objects.yaml",
] as const;
const SERVER_ALERTS = "k8s/components/monitoring/server-alerts.yaml";

test("docs/metrics.md has the table that is generated from the catalogue", () => {
  const table = read("docs/metrics.md")
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("|"));
  expect(table.join("\n")).toBe(metricsTable());
});

test.each([ALERTS, DASHBOARD, SCALING])("%s uses only metrics and labels that exist", (path) => {
  const uses = findUses(read(path));
  expect(uses.length).toBeGreaterThan(5);
  expect(uses.map(findError).filter(Boolean)).toEqual([]);
});

interface Rules {
  spec: { groups: { rules: { alert: string; expr: string }[] }[] };
}
interface Dashboard {
  panels: { targets?: { expr: string }[] }[];
}

test("every expression in alerts and graphs is valid PromQL", () => {
  const { spec } = parse(read(ALERTS)) as Rules;
  const { panels } = JSON.parse(read(DASHBOARD)) as Dashboard;
  const expressions = [
    ...spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ];
  expect(expressions.length).toBeGreaterThan(40);
  expect(expressions.flatMap(findExpressionErrors)).toEqual([]);
  expect(findExpressionErrors("max(stampede_queue_rows")).toEqual([
    "PromQL syntax error at 23: max(stampede_queue_rows",
  ]);
});

test("the dashboard shows every metric", () => {
  const shown = new Set(findUses(read(DASHBOARD)).map(({ name }) => name));
  expect(Object.keys(catalogue).filter((name) => !shown.has(name))).toEqual([]);
});

test("an unknown name or label is found", () => {
  const text = 'rate(stampede_request_total[1m]) + stampede_queue_rows{kind="x"} + stampede_batch_rows';
  expect(findUses(text).map(findError)).toEqual([
    "there is no stampede_request_total",
    "stampede_queue_rows has no label kind",
    "stampede_batch_rows is a histogram",
  ]);
});

test("every metric of another program that an alert uses is in docs/metrics.md", () => {
  const { spec } = parse(read(SERVER_ALERTS)) as Rules;
  const expressions = spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  expect(expressions.flatMap(findExpressionErrors)).toEqual([]);
  const used = expressions.flatMap(
    (expr) => expr.replace(/\{[^}]*\}|"[^"]*"/g, "").match(/\b[a-z]+_[a-z_]{5,}\b|\bup\b/g) ?? [],
  );
  const text = read("docs/metrics.md");
  expect([...new Set(used)].filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test("no alert takes series of other programs for Stampede's own", () => {
  const { spec } = parse(read(ALERTS)) as Rules;
  const expressions = spec.groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
  const foreign = expressions.flatMap(
    (expr) => expr.match(/\b(?:process|nodejs)_\w+(?!\w)(?!\{job="stampede")/g) ?? [],
  );
  expect(foreign).toEqual([]);
  // It would be silent in one namespace as long as another one has nodes.
  expect(expressions.filter((expr) => expr.includes("absent("))).toEqual([]);
});

test("docs/alerts.md names every alert, and no other", () => {
  const names = [ALERTS, SERVER_ALERTS].flatMap((path) =>
    (parse(read(path)) as Rules).spec.groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)),
  );
  const documented = [...read("docs/alerts.md").matchAll(/`(Stampede[A-Z]\w+)`/g)].map(([, name]) => name!);
  expect(new Set(documented)).toEqual(new Set(names));
});

test("every alert has a duration, a severity, a summary and a section in docs/alerts.md", () => {
  const alerts = [ALERTS, SERVER_ALERTS].flatMap((path) => read(path).split("- alert: ").slice(1));
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
