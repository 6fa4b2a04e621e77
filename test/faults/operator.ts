import { ServiceBroker } from "moleculer";
import type { Cluster } from "../../dev-cluster/cluster.ts";
import type { ClusterNode } from "../../dev-cluster/nodes.ts";
import { stopAndDisconnect, transportOptions } from "../../platform/broker/transport.ts";
import { call } from "../../platform/contracts/typed-broker.ts";
import { readEnvironment } from "../../platform/environment.ts";
import { until } from "../harness/until.ts";
import { queryPostgres } from "./table-queries.ts";

/** Joins a cluster briefly to find the stats node that has a session's board. */
export async function ownerOfBoard(cluster: Cluster, session: string): Promise<ClusterNode> {
  const [row] = await queryPostgres<{ no: number }>(cluster, "select no from sessions where id = $1", [
    session,
  ]);
  return asOperator(cluster, (broker) =>
    until("a stats node has the board", async () => {
      for (const node of cluster.nodes("stats")) {
        const options = { nodeID: node.name, timeout: 2000 };
        const { boards } = await call(broker, "stats.boards", { sessions: [row!.no] }, options);
        if (boards[0]) return node;
      }
      return undefined;
    }),
  );
}

/** Joins a cluster briefly and waits until a sessions node that was frozen has received all that was sent to it. */
export async function untilSessionsNodeReplies(cluster: Cluster, name: string): Promise<void> {
  const options = { nodeID: name, timeout: 2000 };
  await asOperator(cluster, (broker) =>
    until(`${name} replies`, () => call(broker, "sessions.live", { limit: 1 }, options)),
  );
}

async function asOperator<T>(cluster: Cluster, work: (broker: ServiceBroker) => Promise<T>): Promise<T> {
  const broker = new ServiceBroker({
    ...transportOptions(readEnvironment({ ...cluster.settings })),
    nodeID: `operator-${process.pid}`,
    logger: false,
    skipProcessEventRegistration: true,
  });
  await broker.start();
  try {
    return await work(broker);
  } finally {
    await stopAndDisconnect(broker);
  }
}
