import type { ServiceBroker } from "moleculer";

/** Ends a node that cannot listen on one of its ports. Logs which setting to change. */
export function exitOnListenError(
  broker: ServiceBroker,
  setting: string,
  error: NodeJS.ErrnoException,
): never {
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    const addressSetting = setting === "METRICS_PORT" ? "STAMPEDE_METRICS_ADDRESS" : "STAMPEDE_ADDRESS";
    broker.logger.fatal(
      `This machine has no address ${address ?? ""}. Set ${addressSetting} to one that it has.`,
    );
    process.exit(1);
  }
  const reason = code === "EADDRINUSE" ? `Port ${port} is already in use.` : `${error.message}.`;
  broker.logger.fatal(`${reason} Set ${setting} to another port.`);
  process.exit(1);
}
