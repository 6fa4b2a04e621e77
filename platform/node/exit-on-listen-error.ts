import type { ServiceBroker } from "moleculer";

/** Ends a node that cannot listen on one of its ports, with a line that says which setting is to be changed. */
export function endUnheard(broker: ServiceBroker, setting: string, error: NodeJS.ErrnoException): never {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  const why = code === "EADDRINUSE" ? `somebody else listens on port ${port}` : error.message;
  broker.logger.fatal(`This node ends: ${why}; ${setting} chooses another.`);
  process.exit(1);
}
