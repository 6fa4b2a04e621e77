import { Cluster } from "../../dev-cluster/cluster.ts";
import { WIDE_OPEN } from "./game.ts";
import { nodeSettings } from "./server-process.ts";

/**
 * A cluster of one node of each kind: what is measured is what the work costs, not how it scales.
 *
 * @param stack ends it
 * @param settings of the nodes, beside those that open them wide
 */
export async function startSmallestCluster(
  stack: AsyncDisposableStack,
  settings: Record<string, string> = {},
): Promise<Cluster> {
  const counts = { api: 1, quiz: 1, sessions: 1, answers: 1, stats: 1 };
  const env = nodeSettings({ ...WIDE_OPEN, ...settings });
  return stack.adopt(await Cluster.start({ counts, env }), (cluster) => cluster.stop());
}
