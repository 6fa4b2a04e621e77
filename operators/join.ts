import { randomBytes } from "node:crypto";
import { ServiceBroker } from "moleculer";
import { transportOptions } from "../platform/broker/transport.ts";
import { type Environment, readEnvironment } from "../platform/environment.ts";
import { announceVersion } from "../platform/version.ts";
import { within } from "../platform/within.ts";
import type { Operator } from "./operator.ts";

/** How long to wait for the cluster's NATS, in ms. */
const CONNECT_TIMEOUT_MS = 5000;

export class NoCluster extends Error {
  constructor() {
    super("NATS_URL is not set, so there is no cluster to join.");
  }
}

export class Unreachable extends Error {
  /** @param url the setting; only its host is shown, never its password */
  constructor(url: string) {
    const where = URL.canParse(url) ? new URL(url).host : "NATS_URL";
    super(`Cannot connect to NATS at ${where}.`);
  }
}

/**
 * Joins the cluster as a node without services. It gets a name of its own even if it is started with the settings
 * of a node: if two nodes have the same name, Moleculer stops both.
 *
 * @throws NoCluster, EnvironmentError, Unreachable
 */
export async function joinCluster(variables: Record<string, string | undefined>): Promise<Operator> {
  if (!variables.NATS_URL) throw new NoCluster();
  const environment = readEnvironment(variables);
  const broker = new ServiceBroker({
    ...transportOptions(environment),
    nodeID: `operator-${randomBytes(3).toString("hex")}`,
    logLevel: environment.LOG_LEVEL ?? "error",
    requestTimeout: 10_000,
    errorHandler: null,
  });
  announceVersion(broker);
  await startOrTimeOut(broker, environment);
  return { broker, environment };
}

async function startOrTimeOut(broker: ServiceBroker, { NATS_URL }: Environment): Promise<void> {
  await within(broker.start(), CONNECT_TIMEOUT_MS, () => {
    throw new Unreachable(NATS_URL ?? "");
  });
}
