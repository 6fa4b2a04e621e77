import type { Context, ServiceBroker } from "moleculer";
import type { ActionName, ParamsIn, Results } from "../platform/contracts/contracts.ts";
import { call } from "../platform/contracts/typed-broker.ts";

/** How long one node is waited for, in ms. */
const PATIENCE_MS = 3000;

/** A node of the cluster that carries services of ours. */
export interface Member {
  id: string;
  services: string[];
}

/** What one node answered; null where it did not. */
export interface Answer<A extends ActionName> {
  node: string;
  answer: Results[A] | null;
}

/** The nodes that are there and carry something, by name; other operators are not among them. */
export function nodesOf(broker: ServiceBroker): Member[] {
  return broker.registry
    .getNodeList({ onlyAvailable: true, withServices: true })
    .map(({ id, services }) => ({
      id,
      services: (services ?? []).map(({ name }) => name).filter((name) => !name.startsWith("$")),
    }))
    .filter(({ services }) => services.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Asks every node that carries the action's service. */
export function askEach<A extends ActionName>(
  broker: ServiceBroker,
  action: A,
  params: ParamsIn<A>,
): Promise<Answer<A>[]> {
  const service = action.slice(0, action.indexOf("."));
  const nodes = nodesOf(broker).filter(({ services }) => services.includes(service));
  return Promise.all(
    nodes.map(async ({ id: node }) => {
      const options = { nodeID: node, timeout: PATIENCE_MS, retries: 0 };
      return { node, answer: await call(broker, action, params, options).catch(() => null) };
    }),
  );
}

/** The stats node to which all that concerns a session's board goes; undefined where there is none. */
export function ownerOf(broker: ServiceBroker, session: number): string | undefined {
  const endpoint = broker.findNextActionEndpoint("stats.snapshot", {}, { params: { session } } as Context);
  return endpoint instanceof Error ? undefined : endpoint.id;
}
