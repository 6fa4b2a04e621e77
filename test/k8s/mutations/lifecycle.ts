import { container, find, type Mutation, pod } from "./mutate.ts";

export const LIFECYCLE: Mutation[] = [
  [
    "a grace period that is too short",
    (all) => (pod(all, "api").terminationGracePeriodSeconds = 20),
    /Deployment api: .*is shorter than preStop/,
  ],
  [
    "a grace period shorter than the preStop of NATS",
    (all) => (pod(all, "nats", "StatefulSet").terminationGracePeriodSeconds = 30),
    /StatefulSet nats: .*is shorter than preStop/,
  ],
  [
    "a probe of a port that does not exist",
    (all) => (container(all, "stats").livenessProbe.httpGet.port = "web"),
    /a probe uses the port web/,
  ],
  [
    "a liveness probe that checks dependencies",
    (all) => (container(all, "stats").livenessProbe.httpGet.path = "/readyz"),
    /its livenessProbe does not use \/healthz/,
  ],
  [
    "a liveness probe with a command",
    (all) => (container(all, "stats").livenessProbe = { exec: { command: ["true"] } }),
    /its livenessProbe does not use/,
  ],
  [
    "a readiness probe that checks no dependencies",
    (all) => (container(all, "stats").readinessProbe.httpGet.path = "/healthz"),
    /its readinessProbe does not use \/readyz/,
  ],
  [
    "no readiness probe",
    (all) => delete container(all, "stats").readinessProbe,
    /its readinessProbe does not use/,
  ],
  ["no startup probe", (all) => delete container(all, "stats").startupProbe, /its startupProbe does not use/],
  [
    "a liveness probe on the port that serves players",
    (all) => (container(all, "api").livenessProbe.httpGet.port = "http"),
    /its livenessProbe does not use/,
  ],
  ["no resources", (all) => delete container(all, "stats").resources, /has no memory request/],
  [
    "no memory limit",
    (all) => delete container(all, "nats", "StatefulSet").resources.limits,
    /has no memory limit/,
  ],
  [
    "a rollout that removes pods first",
    (all) => (find(all, "Deployment", "api").spec.strategy.rollingUpdate.maxUnavailable = "25%"),
    /a rollout may remove pods before/,
  ],
  [
    "all pods on one machine",
    (all) => delete pod(all, "pgbouncer").topologySpreadConstraints,
    /Deployment pgbouncer: is not spread/,
  ],
  [
    "a spread that counts the pods of other releases",
    (all) => delete pod(all, "stats").topologySpreadConstraints[0].matchLabelKeys,
    /Deployment stats: is not spread/,
  ],
];
