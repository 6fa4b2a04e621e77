import type { ServiceBroker } from "moleculer";
import { isTransportUp } from "../broker/transport.ts";
import { resourcesOf } from "./node-resources.ts";

/** What a node lacks, in words for operators. */
export interface Readiness {
  /** Without these it cannot serve; empty if it is ready. */
  missing: string[];
  /** Without these it serves less than usual. */
  degraded: string[];
}

/** Gateways that were able to serve once. */
const haveServed = new WeakSet<ServiceBroker>();

/**
 * What a node lacks. A gateway that was ready once stays ready: without any server it still reads from its copies, keeps
 * its event streams and signs receipts for answers. If it reported that it is not ready, all gateways would do so at
 * once, and load balancers would send nobody to any of them. Any other node needs its servers.
 */
export async function readinessOf(broker: ServiceBroker): Promise<Readiness> {
  const resources = resourcesOf(broker);
  const [transport, problem] = await Promise.all([isTransportUp(broker), resources.databaseProblem()]);
  const database = problem === undefined ? [] : [problem ? `the database (${problem})` : "the database"];
  const own = [
    ...(broker.started ? [] : ["services are still starting"]),
    ...(resources.isDraining ? ["node is draining"] : []),
    // Nobody else has this database: only this node can tell that its disk fails.
    ...(resources.hasOwnDatabase ? database : []),
  ];
  const others = [
    ...(transport ? [] : ["connection to NATS"]),
    ...(resources.hasOwnDatabase ? [] : database),
    ...resources.readinessChecks.flatMap((check) => check()),
  ];
  if (haveServed.has(broker)) return { missing: own, degraded: others };
  const missing = [...own, ...others];
  if (missing.length === 0 && isGateway(broker)) haveServed.add(broker);
  return { missing, degraded: [] };
}

/** How often a gateway checks for the first time whether it can serve, in ms. */
const FIRST_CHECK_INTERVAL_MS = 1000;

/** Notices that a gateway can serve for the first time, even if nobody asks for its readiness. */
export function watchFirstReadiness(broker: ServiceBroker): { stop(): void } {
  const timer = setInterval(async () => {
    await readinessOf(broker).catch(() => {});
    if (haveServed.has(broker)) clearInterval(timer);
  }, FIRST_CHECK_INTERVAL_MS);
  return { stop: () => clearInterval(timer) };
}

/** The body of the 200 that says that a node is ready, and what it lacks nevertheless. */
export function ready(degraded: readonly string[]) {
  return { status: "ready", ...(degraded.length > 0 ? { degraded } : {}) };
}

/** The body of the 503 that says why a node is not ready. */
export function notReady(missing: readonly string[]) {
  return {
    name: "NotReady",
    message: `This node is not ready: ${missing.join(", ")}.`,
    code: 503,
    type: "TRY_AGAIN",
    data: { missing },
  };
}

function isGateway(broker: ServiceBroker): boolean {
  return broker.getLocalService("api") !== undefined;
}

/** The services that a gateway calls. */
const SERVICES = ["quiz", "sessions", "answers", "stats"] as const;

/** The readiness check of a gateway: lists the services that no available node runs. */
export function missingServices(broker: ServiceBroker): () => string[] {
  return () => {
    const services: { name: string }[] = broker.registry.getServiceList({ onlyAvailable: true });
    const available = new Set(services.map(({ name }) => name));
    return SERVICES.filter((service) => !available.has(service)).map((service) => `service ${service}`);
  };
}
