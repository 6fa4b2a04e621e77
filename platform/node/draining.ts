import type { Service, ServiceSchema } from "moleculer";
import type { Ctx } from "../contracts/typed-broker.ts";
import { resourcesOf } from "./node-resources.ts";

/**
 * Adds an action to Moleculer's service `$node` with which an operator stops a node. During the notice period a gateway
 * still serves requests but reports that it is not ready, so load balancers choose other gateways. Then the node stops
 * as on SIGTERM. A second call sets a new notice period.
 */
export const drainExtension: Partial<ServiceSchema> = {
  actions: {
    drain(this: Service & { stopTimer?: NodeJS.Timeout }, ctx: Ctx<"$node.drain">): null {
      const { noticeMs } = ctx.params;
      this.logger.info(`An operator is draining this node. It stops in ${noticeMs} ms.`);
      resourcesOf(this.broker).isDraining = true;
      clearTimeout(this.stopTimer);
      this.stopTimer = setTimeout(() => process.kill(process.pid, "SIGTERM"), noticeMs);
      return null;
    },
  },
};
