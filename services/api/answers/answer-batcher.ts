import type { ServiceBroker } from "moleculer";
import type { StandingAnswer } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type Fault, PASSING_TYPES } from "../../../platform/errors.ts";
import { Coalescer, type CoalescerLimits } from "../batching/batcher.ts";
import { Sheaf } from "./answer-columns.ts";

/** One answer on its way to the answers service; `receivedAt` is epoch ms by this gateway's clock. */
export interface Arrival {
  session: number;
  question: number;
  player: number;
  form: number;
  bits: number;
  response: string | null;
  receivedAt: number;
  sending: number;
}

/** The verdict on one answer. */
export interface Verdict {
  status: number;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  standing: StandingAnswer | null;
  faults: Fault | null;
}

/** How often a batch is sent before its players are asked to come back. */
export const MOST_SENDINGS = 2;
/** The type of a call that was not even sent, for the connection between the nodes is lost. */
const NOTHING_GETS_THROUGH = "BAD_GATEWAY";

/** Gathers answers into columns: many requests, one call; to each its own verdict, after the commit. */
export function answerDesk(broker: ServiceBroker, limits: CoalescerLimits): Coalescer<Arrival, Verdict> {
  return new Coalescer(limits, async (arrivals) => {
    const sheaf = new Sheaf(arrivals);
    for (let sending = 1; ; sending++) {
      try {
        return sheaf.verdicts(await call(broker, "answers.record", { answers: sheaf.columns(sending > 1) }));
      } catch (error) {
        // Nobody knows what became of it: sent again, it meets itself at the primary key.
        const { type = "" } = error as { type?: string };
        const isLost = PASSING_TYPES.has(type) && type !== NOTHING_GETS_THROUGH;
        if (!isLost || sending === MOST_SENDINGS) throw error;
      }
    }
  });
}
