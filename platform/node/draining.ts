import type { Service, ServiceSchema } from "moleculer";
import type { Ctx } from "../contracts/typed-broker.ts";
import { footingOf } from "./node-resources.ts";

/**
 * Lets an operator have a node stop, as part of Moleculer's own service `$node`. For the length of the notice a
 * gateway serves on but says that it is not ready, so whoever spreads the load looks elsewhere; then the node
 * stops as on any SIGTERM. Asked again, the new notice holds.
 */
export const drainable: Partial<ServiceSchema> = {
  actions: {
    drain(this: Service & { leaving?: NodeJS.Timeout }, ctx: Ctx<"$node.drain">): null {
      const { noticeMs } = ctx.params;
      this.logger.info(`An operator drains this node; it stops in ${noticeMs} ms.`);
      footingOf(this.broker).isDraining = true;
      clearTimeout(this.leaving);
      this.leaving = setTimeout(() => process.kill(process.pid, "SIGTERM"), noticeMs);
      return null;
    },
  },
};
