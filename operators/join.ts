import { randomBytes } from "node:crypto";
import { ServiceBroker } from "moleculer";
import { transportOptions } from "../platform/broker/transport.ts";
import { type Environment, readEnvironment } from "../platform/environment.ts";
import type { Operator } from "./operator.ts";

/** How long the cluster's NATS is waited for, in ms. */
const PATIENCE_MS = 5000;

export class NoCluster extends Error {
  constructor() {
    super("There is no cluster to join: NATS_URL is not set, and a node without it is alone.");
  }
}

export class Unreachable extends Error {
  /** @param url as it was set; its password is nobody's business */
  constructor(url: string) {
    const where = URL.canParse(url) ? new URL(url).host : "NATS_URL";
    super(`No NATS server lets us in at ${where}.`);
  }
}

/**
 * Joins the cluster as a node that carries nothing. Its name is its own even where it is started with a node's
 * settings: of two nodes of one name Moleculer ends both.
 *
 * @throws NoCluster, EnvironmentFaults, Unreachable
 */
export async function joinCluster(variables: Record<string, string | undefined>): Promise<Operator> {
  if (!variables.NATS_URL) throw new NoCluster();
  const environment = readEnvironment(variables);
  const transport = transportOptions(environment);
  const broker = new ServiceBroker({
    ...transport,
    nodeID: `operator-${randomBytes(3).toString("hex")}`,
    logLevel: environment.LOG_LEVEL ?? "error",
    requestTimeout: 10_000,
    registry: { ...transport.registry, strategy: "RoundRobin", preferLocal: false },
    errorHandler: null,
  });
  await started(broker, environment);
  return { broker, environment };
}

async function started(broker: ServiceBroker, { NATS_URL }: Environment): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Unreachable(NATS_URL ?? "")), PATIENCE_MS);
  });
  await Promise.race([broker.start(), patience]).finally(() => clearTimeout(timer));
}
