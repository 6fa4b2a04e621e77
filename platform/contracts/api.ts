import { z } from "zod";
import type { GatewayLoad } from "./operator-contracts.ts";
import { sessionNos } from "./param-schemas.ts";

/** The actions of the service `api`, the gateway. */

export const apiParams = {
  "api.flushLedger": z.strictObject({}),
  "api.streams": z.strictObject({ sessions: sessionNos }),
};

export interface ApiResults {
  "api.flushLedger": null;
  /** The load of the called node. */
  "api.streams": GatewayLoad;
}
