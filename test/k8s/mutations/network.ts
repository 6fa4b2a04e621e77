import { container, find, type Mutation, remove } from "./mutate.ts";

const policy = (all: Parameters<Mutation[1]>[0], name: string) => find(all, "NetworkPolicy", name).spec;

export const NETWORK: Mutation[] = [
  [
    "a way that is closed",
    (all) => (policy(all, "nodes-with-database").egress = []),
    /answers to pgbouncer on 6432 \(TCP\) is needed/,
  ],
  [
    "a way that is open",
    (all) => {
      delete policy(all, "pgbouncer").ingress[0].from;
      policy(all, "nodes").egress.push({ ports: [{ port: 6432 }] });
    },
    /api to pgbouncer on 6432 \(TCP\) is not needed and allowed/,
  ],
  ["an open house", (all) => (policy(all, "deny-all").ingress = [{}]), /another to redis on 6379.*allowed/],
  [
    "nothing that closes",
    (all) => remove(all, "NetworkPolicy", "deny-all"),
    /not everything is closed at first/,
  ],
  ["no names", (all) => remove(all, "NetworkPolicy", "names"), /api to kube-system on 53 \(UDP\) is needed/],
  [
    "names of the cluster only",
    (all) => policy(all, "names").egress[0].to.pop(),
    /api to the machine's cache of names on 53 \(UDP\) is needed/,
  ],
  ["no players", (all) => delete policy(all, "api").ingress, /the world to api on 3000 \(TCP\) is needed/],
  [
    "players by the wrong protocol",
    (all) => (policy(all, "api").ingress[0].ports[0].protocol = "UDP"),
    /the world to api on 3000 \(TCP\) is needed/,
  ],
  [
    "players at another port",
    (all) =>
      (container(all, "api").ports.find(({ name }: { name: string }) => name === "http").containerPort =
        3001),
    /the world to api on 3000 \(TCP\) is needed/,
  ],
  [
    "no metrics",
    (all) => delete policy(all, "nodes").ingress,
    /monitoring to stats on 3030 \(TCP\) is needed/,
  ],
  [
    "metrics for everyone",
    (all) => delete policy(all, "nodes").ingress[0].from,
    /the world to stats on 3030 \(TCP\) is not needed/,
  ],
  [
    "nodes that may go anywhere",
    (all) => (policy(all, "nodes").egress = [{}]),
    /quiz to the world on 443 \(TCP\) is not needed/,
  ],
  [
    "Postgres without its operator",
    (all) => policy(all, "postgres").ingress.splice(1, 1),
    /cnpg-system to postgres on 8000 \(TCP\) is needed/,
  ],
  [
    "Postgres without its backups",
    (all) => policy(all, "postgres").egress.pop(),
    /postgres to the world on 443 \(TCP\) is needed/,
  ],
];
