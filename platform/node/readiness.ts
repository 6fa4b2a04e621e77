import type { ServiceBroker } from "moleculer";
import { isTransportUp } from "../broker/transport.ts";
import { resourcesOf } from "./node-resources.ts";

/** Why a node cannot serve requests, in words for operators; empty if it is ready. */
export async function readinessProblems(broker: ServiceBroker): Promise<string[]> {
  const resources = resourcesOf(broker);
  const [transport, database] = await Promise.all([isTransportUp(broker), resources.isDatabaseUp()]);
  return [
    ...(broker.started ? [] : ["services are still starting"]),
    ...(resources.isDraining ? ["node is draining"] : []),
    ...(transport ? [] : ["connection to NATS"]),
    ...(database ? [] : ["the database"]),
    ...resources.readinessChecks.flatMap((check) => check()),
  ];
}

/** The body of the 503 that says why a node is not ready. */
export function notReady(problems: readonly string[]) {
  return {
    name: "NotReady",
    message: `This node is not ready: ${problems.join(", ")}.`,
    code: 503,
    type: "TRY_AGAIN",
    data: { missing: problems },
  };
}

/** A gateway that starts waits for all of these services. */
const REQUIRED_AT_START = ["quiz", "sessions", "answers", "stats"] as const;
/** Without these, nobody can join or answer. */
const ALWAYS_REQUIRED = ["sessions", "answers"] as const;

/**
 * The readiness check of a gateway: lists the required services that are not available. Once all have been available,
 * only `ALWAYS_REQUIRED` count. If missing stats made a gateway unready, all gateways would become unready at once and
 * no answers could be taken.
 */
export function missingServices(broker: ServiceBroker): () => string[] {
  let required: readonly string[] = REQUIRED_AT_START;
  return () => {
    const services: { name: string }[] = broker.registry.getServiceList({ onlyAvailable: true });
    const available = new Set(services.map(({ name }) => name));
    const missing = required.filter((service) => !available.has(service));
    if (missing.length === 0) required = ALWAYS_REQUIRED;
    return missing.map((service) => `service ${service}`);
  };
}
