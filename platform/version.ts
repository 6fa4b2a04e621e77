import { readFileSync } from "node:fs";
import type { ServiceBroker } from "moleculer";

/** The release of the product, from package.json. */
export const VERSION: string = JSON.parse(
  readFileSync(new URL("../package.json", import.meta.url), "utf8"),
).version;

/** Tells other nodes this release, so that `nodes` in the REPL shows it. Moleculer would tell its own. Before the start. */
export function announceVersion(broker: ServiceBroker): void {
  const { localNode } = (
    broker.registry as unknown as { nodes: { localNode: { client: { version: string } } } }
  ).nodes;
  localNode.client.version = VERSION;
}
