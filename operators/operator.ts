import type { ServiceBroker } from "moleculer";
import type { Environment } from "../platform/environment.ts";

/** Somebody at a terminal, who sees the cluster as a node of it does. */
export interface Operator {
  broker: ServiceBroker;
  environment: Environment;
}
