import type { KubeObject } from "../objects.ts";
import { container, find, type Mutation } from "./mutate.ts";

const bouncers = (all: KubeObject[]) => all.find(({ data }) => data?.["pgbouncer.ini"])!.data!;

export const SERVERS: Mutation[] = [
  [
    "an even number of NATS servers",
    (all) => (find(all, "StatefulSet", "nats").spec.replicas = 2),
    /2 servers/,
  ],
  [
    "a NATS server that is not there",
    (all) => {
      const { args } = container(all, "nats", "StatefulSet");
      args.push(args.pop().replace("nats-2.", "nats-3."));
    },
    /its routes lead to/,
  ],
  [
    "pools that are too large",
    (all) => {
      bouncers(all)["pgbouncer.ini"] = "default_pool_size = 100";
    },
    /PgBouncers of 100 connections are more than Postgres takes/,
  ],
  [
    "too many PgBouncers",
    (all) => (find(all, "Deployment", "pgbouncer").spec.replicas = 9),
    /10 PgBouncers of/,
  ],
  [
    "a single standby",
    (all) => (find(all, "Cluster", "postgres").spec.instances = 2),
    /without a second standby/,
  ],
];
