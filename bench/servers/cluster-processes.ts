import type { Cluster } from "../../dev-cluster/cluster.ts";
import { KINDS } from "../../dev-cluster/nodes.ts";
import type { Server } from "../../dev-cluster/servers/server.ts";

/** Names of the kinds of nodes in the results. */
const NAMES = { api: "gateway", quiz: "quiz", sessions: "sessions", answers: "answers", stats: "stats" };

/** The process ids of a cluster by part. The backends of Postgres are children of its process. */
export function processesOf(cluster: Cluster): Record<string, number[]> {
  const { nats, pgbouncer, postgres, redis } = cluster.servers;
  const nodes = KINDS.map((kind) => [NAMES[kind], cluster.nodes(kind).map((node) => node.pid()!)] as const);
  const servers = { NATS: nats, PgBouncer: pgbouncer, Postgres: postgres, Redis: redis };
  return Object.fromEntries([
    ...nodes,
    ...Object.entries(servers).map(([name, server]) => [name, pidsOf(server)] as const),
  ]);
}

export function pidsOf(server: Server): number[] {
  const pid = server.pid();
  if (pid === undefined) throw new Error(`${server.name} is not running`);
  return [pid];
}
