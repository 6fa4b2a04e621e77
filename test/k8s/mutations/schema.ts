import { container, find, type Mutation } from "./mutate.ts";

export const SCHEMA: Mutation[] = [
  [
    "a field that no Deployment has",
    (all) => (find(all, "Deployment", "api").spec.replicaz = 2),
    /no field \/spec\/replicaz/,
  ],
  ["a deep one", (all) => (container(all, "api").livenessProbe.httpGet.pth = "/"), /no field .*pth/],
  [
    "a value of the wrong type",
    (all) => (find(all, "Deployment", "api").spec.minReadySeconds = "5"),
    /minReadySeconds/,
  ],
  [
    "a field that no ScaledObject has",
    (all) => (find(all, "ScaledObject", "api").spec.fallbck = {}),
    /no field \/spec\/fallbck/,
  ],
  [
    "a field that no Cluster has",
    (all) => (find(all, "Cluster", "postgres").spec.instancs = 3),
    /no field \/spec\/instancs/,
  ],
  [
    "a field that no PodMonitor has",
    (all) => (find(all, "PodMonitor", "stampede").spec.selectr = {}),
    /no field \/spec\/selectr/,
  ],
  [
    "a field that no ObjectStore has",
    (all) => (find(all, "ObjectStore", "postgres").spec.retention = "30d"),
    /Unrecognized key.*retention/,
  ],
  ["a kind that is unknown", (all) => (find(all, "Service", "api").kind = "Servce"), /no schema/],
];
