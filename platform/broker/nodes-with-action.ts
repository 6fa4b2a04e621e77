import type { ServiceBroker } from "moleculer";

/**
 * The names of the nodes that have an action, as far as this node knows: it knows a dead one until it misses the
 * heartbeats.
 */
export function nodesWithAction(broker: ServiceBroker, action: string): string[] {
  return endpointsOf(broker, action).map(({ id }) => id);
}

/** Those of them that can be called now: not those that do not reply (node-circuit-breaker.ts). */
export function callableNodesWithAction(broker: ServiceBroker, action: string): string[] {
  return endpointsOf(broker, action)
    .filter(({ isAvailable }) => isAvailable)
    .map(({ id }) => id);
}

function endpointsOf(broker: ServiceBroker, action: string) {
  return broker.registry.getActionEndpoints(action)?.endpoints ?? [];
}
