import type { ServiceBroker } from "moleculer";
import { VERDICT } from "../../../platform/contracts/contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import { GradingContextCache } from "../../../services/answers/grading-context.ts";
import { Recorder } from "../../../services/answers/recorder.ts";
import { storeBatch } from "../../../services/answers/store-answers.ts";
import { columnsOf, type Sent, withFullColumns } from "./sent-answers.ts";

type Store = ConstructorParameters<typeof Recorder>[1];

/** Makes recorders on a database, each with a cache of its own and a shortcut to record answers with it. */
export const recordersOn =
  (db: Database, broker: ServiceBroker) =>
  (store: Store = (batch) => storeBatch(db, batch, 0)) => {
    const contexts = new GradingContextCache(broker);
    const recording = new Recorder(contexts, store);
    return {
      contexts,
      record: async (...answers: Sent[]) => withFullColumns(await recording.record(columnsOf(...answers))),
    };
  };

const WORD = Object.fromEntries(Object.entries(VERDICT).map(([word, status]) => [status, word]));

/** The verdicts as words. */
export const words = (verdicts: { status: number[] }) => verdicts.status.map((status) => WORD[status]);
