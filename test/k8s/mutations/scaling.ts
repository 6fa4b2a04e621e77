import { find, type Mutation, trigger } from "./mutate.ts";

export const SCALING: Mutation[] = [
  ["a trigger's field that is none", (all) => (trigger(all, "api", 0).treshold = "1"), /treshold/],
  [
    "a metric that nobody exposes",
    (all) => (trigger(all, "api", 0).query = "sum(stampede_request_total)"),
    /there is no stampede_request_total/,
  ],
  [
    "what is no PromQL",
    (all) => (trigger(all, "api", 0).query = 'sum(rate(stampede_requests_total{namespace="stampede"}[1m])'),
    /is no PromQL/,
  ],
  [
    "a time ahead that nobody tells",
    (all) =>
      (trigger(all, "api", 2).query = 'max(stampede_scheduled_players{namespace="stampede",lead="16m"})'),
    /nobody tells what is 16m ahead/,
  ],
  [
    "another namespace's load",
    (all) => (trigger(all, "api", 1).query = 'sum(stampede_streams_open{namespace="staging"})'),
    /not of its own namespace/,
  ],
  [
    "a number of nobody knows what",
    (all) => delete find(all, "ScaledObject", "api").spec.triggers[0].metricType,
    /says nothing of what its number is of/,
  ],
  [
    "a fall-back above the most",
    (all) => (find(all, "ScaledObject", "api").spec.fallback.replicas = 1000),
    /fall-back is not between/,
  ],
  [
    "a fall-back that takes away",
    (all) => delete find(all, "ScaledObject", "api").spec.fallback.behavior,
    /its fall-back may take nodes away/,
  ],
  [
    "one that is all there is",
    (all) => (find(all, "ScaledObject", "quiz").spec.minReplicaCount = 1),
    /one of it may be all there is/,
  ],
  [
    "a kind that waits for the crowd",
    (all) => find(all, "ScaledObject", "stats").spec.triggers.pop(),
    /ScaledObject stats: does not stand ready/,
  ],
  [
    "the unknown for nobody",
    (all) => delete trigger(all, "stats", 1).ignoreNullValues,
    /ScaledObject stats: takes what is unknown for nobody/,
  ],
  [
    "nodes that go in a pause",
    (all) => delete find(all, "ScaledObject", "api").spec.advanced,
    /shrinks in the pauses of a session/,
  ],
  [
    "an hour that no clock has",
    (all) =>
      find(all, "ScaledObject", "api").spec.triggers.push({
        type: "cron",
        metadata: { timezone: "Europe/Berlin", start: "0 24 * * 6", end: "0 23 * * 6", desiredReplicas: "9" },
      }),
    /is no time of cron/,
  ],
  [
    "a place that no map has",
    (all) =>
      find(all, "ScaledObject", "api").spec.triggers.push({
        type: "cron",
        metadata: { timezone: "Europe/Berln", start: "0 19 * * 6", end: "0 23 * * 6", desiredReplicas: "9" },
      }),
    /is no time zone/,
  ],
];
