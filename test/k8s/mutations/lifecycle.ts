import { container, find, type Mutation, pod } from "./mutate.ts";

export const LIFECYCLE: Mutation[] = [
  [
    "a grace period that is too short",
    (all) => (pod(all, "api").terminationGracePeriodSeconds = 20),
    /Deployment api: .*ends before preStop/,
  ],
  [
    "a grace period that NATS' farewell outlasts",
    (all) => (pod(all, "nats", "StatefulSet").terminationGracePeriodSeconds = 30),
    /StatefulSet nats: .*ends before preStop/,
  ],
  [
    "a probe of no port",
    (all) => (container(all, "stats").livenessProbe.httpGet.port = "web"),
    /a probe asks the port web/,
  ],
  [
    "a liveness that asks dependencies",
    (all) => (container(all, "stats").livenessProbe.httpGet.path = "/readyz"),
    /its livenessProbe does not ask \/healthz/,
  ],
  [
    "a liveness by a command",
    (all) => (container(all, "stats").livenessProbe = { exec: { command: ["true"] } }),
    /its livenessProbe does not ask/,
  ],
  [
    "a readiness that asks nothing",
    (all) => (container(all, "stats").readinessProbe.httpGet.path = "/healthz"),
    /its readinessProbe does not ask \/readyz/,
  ],
  ["no readiness", (all) => delete container(all, "stats").readinessProbe, /its readinessProbe does not ask/],
  ["no start", (all) => delete container(all, "stats").startupProbe, /its startupProbe does not ask/],
  [
    "a gateway's health on the port that drowns",
    (all) => (container(all, "api").livenessProbe.httpGet.port = "http"),
    /its livenessProbe does not ask/,
  ],
  ["no resources", (all) => delete container(all, "stats").resources, /names no memory/],
  [
    "no limit of memory",
    (all) => delete container(all, "nats", "StatefulSet").resources.limits,
    /names no limit of memory/,
  ],
  [
    "a rollout that takes away first",
    (all) => (find(all, "Deployment", "api").spec.strategy.rollingUpdate.maxUnavailable = "25%"),
    /a rollout may take pods away first/,
  ],
  [
    "all on one machine",
    (all) => delete pod(all, "pgbouncer").topologySpreadConstraints,
    /Deployment pgbouncer: is not spread/,
  ],
  [
    "spread by others' pods",
    (all) => delete pod(all, "stats").topologySpreadConstraints[0].matchLabelKeys,
    /Deployment stats: is not spread/,
  ],
];
