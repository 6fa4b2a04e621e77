import { find, type Mutation, trigger } from "./mutate.ts";

export const SCALING: Mutation[] = [
  ["an unknown field of a trigger", (all) => (trigger(all, "api", 0).treshold = "1"), /treshold/],
  [
    "a metric that no node exposes",
    (all) => (trigger(all, "api", 0).query = "sum(stampede_request_total)"),
    /there is no stampede_request_total/,
  ],
  [
    "a query with a PromQL syntax error",
    (all) => (trigger(all, "api", 0).query = 'sum(rate(stampede_requests_total{namespace="stampede"}[1m])'),
    /PromQL syntax error/,
  ],
  [
    "a lead time that no node publishes",
    (all) =>
      (trigger(all, "api", 2).query = 'max(stampede_scheduled_players{namespace="stampede",lead="16m"})'),
    /no sessions node publishes a forecast with the lead 16m/,
  ],
  [
    "another namespace's load",
    (all) => (trigger(all, "api", 1).query = 'sum(stampede_streams_open{namespace="staging"})'),
    /does not select its own namespace/,
  ],
  [
    "a trigger without a metric type",
    (all) => delete find(all, "ScaledObject", "api").spec.triggers[0].metricType,
    /metricType is not Value or AverageValue/,
  ],
  [
    "a CPU target that is no share of the request",
    (all) => (find(all, "ScaledObject", "api").spec.triggers[3].metricType = "AverageValue"),
    /cpu: metricType is not Utilization/,
  ],
  ["a CPU target above 99 %", (all) => (trigger(all, "api", 3).value = "100"), /cpu: .*value/s],
  [
    "a fallback above the maximum",
    (all) => (find(all, "ScaledObject", "api").spec.fallback.replicas = 1000),
    /fallback is not between minReplicaCount and maxReplicaCount/,
  ],
  [
    "a fallback that removes nodes",
    (all) => delete find(all, "ScaledObject", "api").spec.fallback.behavior,
    /fallback can remove nodes/,
  ],
  [
    "a single node of a kind",
    (all) => (find(all, "ScaledObject", "quiz").spec.minReplicaCount = 1),
    /minReplicaCount is less than 2/,
  ],
  [
    "a kind that does not scale in advance",
    (all) => find(all, "ScaledObject", "stats").spec.triggers.pop(),
    /ScaledObject stats: does not scale in advance/,
  ],
  [
    "a missing forecast treated as zero",
    (all) => delete trigger(all, "stats", 1).ignoreNullValues,
    /ScaledObject stats: treats a missing forecast as zero players/,
  ],
  [
    "nodes removed during a pause",
    (all) => delete find(all, "ScaledObject", "api").spec.advanced,
    /scales down during the pauses of a session/,
  ],
  [
    "an invalid hour",
    (all) =>
      find(all, "ScaledObject", "api").spec.triggers.push({
        type: "cron",
        metadata: { timezone: "Europe/Berlin", start: "0 24 * * 6", end: "0 23 * * 6", desiredReplicas: "9" },
      }),
    /is not a cron schedule/,
  ],
  [
    "an unknown time zone",
    (all) =>
      find(all, "ScaledObject", "api").spec.triggers.push({
        type: "cron",
        metadata: { timezone: "Europe/Berln", start: "0 19 * * 6", end: "0 23 * * 6", desiredReplicas: "9" },
      }),
    /is not a time zone/,
  ],
];
