import type { ServiceBroker } from "moleculer";

/** Ends a node that cannot listen on one of its ports. Logs which setting to change. */
export function exitOnListenError(
  broker: ServiceBroker,
  setting: string,
  error: NodeJS.ErrnoException,
): never {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  const reason = code === "EADDRINUSE" ? `Port ${port} is already in use.` : `${error.message}.`;
  broker.logger.fatal(`${reason} Set ${setting} to another port.`);
  process.exit(1);
}
