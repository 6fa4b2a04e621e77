import type { Context, ServiceBroker } from "moleculer";
import type { ActionName, ParamsIn, Results } from "../platform/contracts/contracts.ts";
import { call } from "../platform/contracts/typed-broker.ts";

/** How long to wait for one node's reply, in ms. */
const TIMEOUT_MS = 3000;

/** A node of the cluster that runs at least one of our services. */
export interface NodeInfo {
  id: string;
  services: string[];
  /** The release that it runs. */
  version: string;
}

/** One node's reply; `result` is null if it did not reply. */
export interface NodeReply<A extends ActionName> {
  node: string;
  result: Results[A] | null;
}

/** The available nodes that run a service, sorted by name; other operators are not among them. */
export function nodesOf(broker: ServiceBroker): NodeInfo[] {
  return broker.registry
    .getNodeList({ onlyAvailable: true, withServices: true })
    .map(({ id, services, client }) => ({
      id,
      version: (client as { version?: string } | undefined)?.version ?? "unknown",
      services: (services ?? []).map(({ name }) => name).filter((name) => !name.startsWith("$")),
    }))
    .filter(({ services }) => services.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** How many nodes there are, and which releases they run if there are several. */
export function clusterSummary(nodes: readonly NodeInfo[]): string {
  const count = `The cluster has ${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}`;
  const releases = Map.groupBy(nodes, ({ version }) => version);
  if (releases.size < 2) return `${count}.`;
  return `${count} of ${releases.size} releases: ${[...releases]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([version, each]) => `${version} on ${each.map(({ id }) => id).join(", ")}`)
    .join("; ")}.`;
}

/** Calls an action on every node that runs its service, in parallel. */
export function callEachNode<A extends ActionName>(
  broker: ServiceBroker,
  action: A,
  params: ParamsIn<A>,
): Promise<NodeReply<A>[]> {
  const service = action.slice(0, action.indexOf("."));
  const nodes = nodesOf(broker).filter(({ services }) => services.includes(service));
  return Promise.all(
    nodes.map(async ({ id: node }) => {
      const options = { nodeID: node, timeout: TIMEOUT_MS, retries: 0 };
      return { node, result: await call(broker, action, params, options).catch(() => null) };
    }),
  );
}

/** The name of the stats node that owns a session's board; undefined if there is no stats node. */
export function ownerOf(broker: ServiceBroker, session: number): string | undefined {
  const endpoint = broker.findNextActionEndpoint("stats.snapshot", {}, { params: { session } } as Context);
  return endpoint instanceof Error ? undefined : endpoint.id;
}
