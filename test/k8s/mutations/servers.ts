import type { KubeObject } from "../objects.ts";
import { container, find, type Mutation } from "./mutate.ts";

const pgbouncerSettings = (all: KubeObject[]) => all.find(({ data }) => data?.["pgbouncer.ini"])!.data!;

export const SERVERS: Mutation[] = [
  [
    "an even number of NATS servers",
    (all) => (find(all, "StatefulSet", "nats").spec.replicas = 2),
    /2 servers, an even number/,
  ],
  [
    "a route to a NATS server that does not exist",
    (all) => {
      const { args } = container(all, "nats", "StatefulSet");
      args.push(args.pop().replace("nats-2.", "nats-3."));
    },
    /StatefulSet nats: its routes are/,
  ],
  [
    "pools that are too large",
    (all) => {
      pgbouncerSettings(all)["pgbouncer.ini"] = "default_pool_size = 100";
    },
    /PgBouncers with 100 connections each need more than Postgres allows/,
  ],
  [
    "too many PgBouncers",
    (all) => (find(all, "Deployment", "pgbouncer").spec.replicas = 9),
    /10 PgBouncers with/,
  ],
  [
    "an image whose tag moves",
    (all) => (container(all, "redis").image = "redis:7-alpine"),
    /Deployment redis: the image redis:7-alpine has no exact release/,
  ],
  ["a single standby", (all) => (find(all, "Cluster", "postgres").spec.instances = 2), /no second standby/],
];
