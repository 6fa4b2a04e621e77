import { container, find, type Mutation, remove } from "./mutate.ts";

const policy = (all: Parameters<Mutation[1]>[0], name: string) => find(all, "NetworkPolicy", name).spec;

export const NETWORK: Mutation[] = [
  [
    "a needed connection that is forbidden",
    (all) => (policy(all, "nodes-with-database").egress = []),
    /answers to pgbouncer on 6432 \(TCP\) is needed but forbidden/,
  ],
  [
    "an allowed connection that is not needed",
    (all) => {
      delete policy(all, "pgbouncer").ingress[0].from;
      policy(all, "nodes").egress.push({ ports: [{ port: 6432 }] });
    },
    /api to pgbouncer on 6432 \(TCP\) is allowed but not needed/,
  ],
  [
    "all connections allowed",
    (all) => (policy(all, "deny-all").ingress = [{}]),
    /another to redis on 6379.*allowed/,
  ],
  [
    "no policy that denies by default",
    (all) => remove(all, "NetworkPolicy", "deny-all"),
    /no policy denies everything by default/,
  ],
  [
    "no DNS",
    (all) => remove(all, "NetworkPolicy", "names"),
    /api to kube-system on 53 \(UDP\) is needed but forbidden/,
  ],
  [
    "no DNS cache",
    (all) => policy(all, "names").egress[0].to.pop(),
    /api to the DNS cache on 53 \(UDP\) is needed but forbidden/,
  ],
  [
    "no players",
    (all) => delete policy(all, "api").ingress,
    /the internet to api on 3000 \(TCP\) is needed but forbidden/,
  ],
  [
    "players with the wrong protocol",
    (all) => (policy(all, "api").ingress[0].ports[0].protocol = "UDP"),
    /the internet to api on 3000 \(TCP\) is needed but forbidden/,
  ],
  [
    "players on another port",
    (all) =>
      (container(all, "api").ports.find(({ name }: { name: string }) => name === "http").containerPort =
        3001),
    /the internet to api on 3000 \(TCP\) is needed but forbidden/,
  ],
  [
    "no metrics",
    (all) => delete policy(all, "nodes").ingress,
    /monitoring to stats on 3030 \(TCP\) is needed but forbidden/,
  ],
  [
    "metrics open to everyone",
    (all) => delete policy(all, "nodes").ingress[0].from,
    /the internet to stats on 3030 \(TCP\) is allowed but not needed/,
  ],
  [
    "nodes that may connect to anything",
    (all) => (policy(all, "nodes").egress = [{}]),
    /quiz to the internet on 443 \(TCP\) is allowed but not needed/,
  ],
  [
    "Postgres without its operator",
    (all) => policy(all, "postgres").ingress.splice(1, 1),
    /cnpg-system to postgres on 8000 \(TCP\) is needed but forbidden/,
  ],
  [
    "Postgres whose Jobs no policy selects",
    (all) => (policy(all, "postgres").podSelector = { matchLabels: { "stampede/role": "postgres" } }),
    /postgres-initdb to the internet on 6443 \(TCP\) is needed but forbidden/,
  ],
  [
    "Postgres that no new instance may copy",
    (all) => policy(all, "postgres").ingress[1].from.pop(),
    /postgres-join to postgres on 5432/,
  ],
  [
    "Postgres without its backup store",
    (all) => policy(all, "postgres").egress.pop(),
    /postgres to the internet on 443 \(TCP\) is needed but forbidden/,
  ],
];
