import type { Cluster } from "../../dev-cluster/cluster.ts";
import { KINDS } from "../../dev-cluster/nodes.ts";
import type { Server } from "../../dev-cluster/servers/server.ts";

/** Names of the parts of a cluster, as figures show them. */
const NAMES = { api: "gateway", quiz: "quiz", sessions: "sessions", answers: "answers", stats: "stats" };

/** Every process of a cluster by what it is; Postgres' backends are its children. */
export function processesOf(cluster: Cluster): Record<string, number[]> {
  const { nats, pgbouncer, postgres, redis } = cluster.servers;
  const nodes = KINDS.map((kind) => [NAMES[kind], cluster.nodes(kind).map((node) => node.pid()!)] as const);
  const servers = { NATS: nats, PgBouncer: pgbouncer, Postgres: postgres, Redis: redis };
  return Object.fromEntries([
    ...nodes,
    ...Object.entries(servers).map(([name, server]) => [name, pidOf(server)] as const),
  ]);
}

export function pidOf(server: Server): number[] {
  const pid = server.pid();
  if (pid === undefined) throw new Error(`${server.name} does not run`);
  return [pid];
}
