import type { ServiceBroker } from "moleculer";
import type { Environment } from "../platform/environment.ts";

/** A person at a terminal, joined to the cluster as a node. */
export interface Operator {
  broker: ServiceBroker;
  environment: Environment;
}
