import { descriptorLimit } from "./descriptor-limit.ts";

/**
 * File descriptors that are kept for all but clients' connections: files of the log and the modules, connections to
 * NATS, Postgres, Redis and other nodes, and the two ports below.
 */
const RESERVED = 200;
/** The embedded database has up to 400 files open. */
const RESERVED_EMBEDDED = 500;
/** Under a very low limit at least this share is for connections. */
const MIN_SHARE = 0.25;

/** Connections of the metrics port and of the health port, each: a few scrapers and probes. */
export const SIDE_PORT_CONNECTIONS = 32;

/**
 * How many connections a gateway may have open: as many as are wanted, as far as the process has file descriptors.
 *
 * @param isDatabaseEmbedded whether the process has the files of the database open as well
 */
export function maxConnections(
  wanted: number,
  isDatabaseEmbedded: boolean,
  descriptors = descriptorLimit(),
): number {
  const reserved = isDatabaseEmbedded ? RESERVED_EMBEDDED : RESERVED;
  const available = Math.max(descriptors - reserved, Math.floor(descriptors * MIN_SHARE), 1);
  return Math.min(wanted, available);
}
