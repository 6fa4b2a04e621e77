import type { ServiceBroker } from "moleculer";
import { transportIsUp } from "../broker/transport.ts";
import { footingOf } from "./node-resources.ts";

/** What keeps a node from serving, in words for its operators; nothing where it can serve. */
export async function missingOf(broker: ServiceBroker): Promise<string[]> {
  const footing = footingOf(broker);
  const [transport, database] = await Promise.all([transportIsUp(broker), footing.databaseIsUp()]);
  return [
    ...(broker.started ? [] : ["services: they are still starting"]),
    ...(footing.isDraining ? ["permission to stay: an operator drains this node"] : []),
    ...(transport ? [] : ["connection to NATS"]),
    ...(database ? [] : ["the database"]),
    ...footing.needs.flatMap((need) => need()),
  ];
}

/** The body of the refusal that names what is missing. */
export function notReady(missing: readonly string[]) {
  return {
    name: "NotReady",
    message: `This node cannot serve yet; missing: ${missing.join(", ")}.`,
    code: 503,
    type: "TRY_AGAIN",
    data: { missing },
  };
}
