import { DELIVERY } from "../../../platform/contracts/contracts.ts";
import { AnswerBatch } from "../../../services/answers/answer-batch.ts";

/** One answer as it is stored. */
export interface AnswerRow {
  session: number;
  question: number;
  player: number;
  choice: number | null;
  response: string | null;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  receivedAt: number;
  keyRevision: number;
  delivery: number;
}

const ROW: AnswerRow = {
  session: 1,
  question: 1,
  player: 1,
  choice: 0,
  response: null,
  elapsedMs: 1000,
  points: 500,
  correct: true,
  receivedAt: 0,
  keyRevision: 0,
  delivery: DELIVERY.first,
};

/** A batch of answers. Each row names only what differs from the default. */
export function batchOf(...rows: Partial<AnswerRow>[]): AnswerBatch {
  const batch = new AnswerBatch();
  for (const stored of rows) {
    const row = { ...ROW, ...stored };
    for (const name of Object.keys(ROW) as (keyof AnswerRow)[]) {
      (batch[name] as unknown[]).push(row[name]);
    }
  }
  return batch;
}
