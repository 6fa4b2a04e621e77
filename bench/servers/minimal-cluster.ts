import { Cluster } from "../../dev-cluster/cluster.ts";
import { SELDOM_MS } from "../../dev-cluster/load-balancer.ts";
import { UNLIMITED } from "./game.ts";
import { nodeSettings } from "./server-process.ts";

/**
 * Starts a cluster with one node of each kind. The benchmarks measure what the work costs, not how it scales.
 *
 * @param stack stops the cluster
 * @param settings of the nodes, in addition to UNLIMITED
 */
export async function startMinimalCluster(
  stack: AsyncDisposableStack,
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const counts = { api: 1, quiz: 1, sessions: 1, answers: 1, stats: 1 };
  const env = nodeSettings({ ...UNLIMITED, ...settings });
  // The benchmarks talk to the gateways themselves.
  const options = { counts, env, metrics: true, checkIntervalMs: SELDOM_MS };
  return stack.adopt(await Cluster.start(options), (cluster) => cluster.stop());
}
