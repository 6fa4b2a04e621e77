import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { TRANSIENT_TYPES } from "../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "../batching/batcher.ts";
import { AnswerColumnsBuilder } from "./answer-columns.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";

/** How often a batch is sent before its players are asked to come back. */
export const MAX_ATTEMPTS = 2;
/** The error of a call that was not sent, because the connection between the nodes is lost. */
const NOT_CONNECTED = "BAD_GATEWAY";

/** Sends many answers in one call. Each answer gets its own verdict, after the commit. */
export function answerBatcher(broker: ServiceBroker, limits: BatcherLimits): Batcher<PendingAnswer, Verdict> {
  return new Batcher(limits, async (answers) => {
    const batch = new AnswerColumnsBuilder(answers);
    for (let attempt = 1; ; attempt++) {
      try {
        return batch.toVerdicts(
          await call(broker, "answers.record", { answers: batch.columns(attempt > 1) }),
        );
      } catch (error) {
        const { type = "" } = error as { type?: string };
        // The batch may have been stored. A second attempt is safe: the primary key shows which answers are there already.
        const mayBeStored = TRANSIENT_TYPES.has(type) && type !== NOT_CONNECTED;
        if (!mayBeStored || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  });
}
