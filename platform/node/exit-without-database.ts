import type { ServiceBroker } from "moleculer";
import { DatabaseFolderError } from "../database/folder-errors.ts";

/**
 * Ends a node that cannot open its embedded database, with one line about what to do. An error of our own code keeps
 * its stack and goes on to Moleculer, which ends the node as well. A node that is being stopped just stops.
 */
export function exitWithoutDatabase(broker: ServiceBroker, error: Error): void {
  if (broker.stopping) return;
  const { syscall, path } = error as NodeJS.ErrnoException;
  const isSystemError = syscall !== undefined;
  if (!(error instanceof DatabaseFolderError || isSystemError)) return;
  broker.logger.fatal(isSystemError ? `Cannot use ${path ?? "DATA_DIR"}: ${error.message}.` : error.message);
  process.exit(1);
}
