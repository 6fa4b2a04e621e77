import { z } from "zod";
import type { GatewayLoad } from "./operator-contracts.ts";
import { positiveInt, sessionNos } from "./param-schemas.ts";

/** The actions of the service `api`, the gateway. */

export const apiParams = {
  "api.flushLedger": z.strictObject({}),
  "api.putOffAnswers": z.strictObject({ session: positiveInt }),
  "api.streams": z.strictObject({ sessions: sessionNos }),
};

export interface ApiResults {
  "api.flushLedger": null;
  /** How many put-off answers of a session wait at the called node, by question, once it has tried to deliver them. */
  "api.putOffAnswers": { question: number; waiting: number }[];
  /** The load of the called node. */
  "api.streams": GatewayLoad;
}
