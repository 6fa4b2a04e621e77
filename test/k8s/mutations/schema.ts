import { container, find, type Mutation } from "./mutate.ts";

export const SCHEMA: Mutation[] = [
  [
    "an unknown field of a Deployment",
    (all) => (find(all, "Deployment", "api").spec.replicaz = 2),
    /unknown field \/spec\/replicaz/,
  ],
  [
    "an unknown nested field",
    (all) => (container(all, "api").livenessProbe.httpGet.pth = "/"),
    /unknown field .*pth/,
  ],
  [
    "a value of the wrong type",
    (all) => (find(all, "Deployment", "api").spec.minReadySeconds = "5"),
    /minReadySeconds/,
  ],
  [
    "an unknown field of a ScaledObject",
    (all) => (find(all, "ScaledObject", "api").spec.fallbck = {}),
    /unknown field \/spec\/fallbck/,
  ],
  [
    "an unknown field of a Cluster",
    (all) => (find(all, "Cluster", "postgres").spec.instancs = 3),
    /unknown field \/spec\/instancs/,
  ],
  [
    "an unknown field of a PodMonitor",
    (all) => (find(all, "PodMonitor", "stampede").spec.selectr = {}),
    /unknown field \/spec\/selectr/,
  ],
  [
    "an unknown field of an ObjectStore",
    (all) => (find(all, "ObjectStore", "postgres").spec.retention = "30d"),
    /Unrecognized key.*retention/,
  ],
  ["an unknown kind", (all) => (find(all, "Service", "api").kind = "Servce"), /no schema for v1 Servce/],
];
