import type { AnswerBody } from "../../../platform/domain/answer.ts";
import type { FieldError } from "../../../platform/errors.ts";

/** One answer on its way to the answers service (contracts.ts, "answers.record"). */
export interface PendingAnswer {
  session: number;
  question: number;
  player: number;
  /** An ANSWER_TYPE of contracts.ts. */
  type: number;
  bits: number;
  response: string | null;
  /** Epoch ms by this gateway's clock. */
  receivedAt: number;
  /** What is taken off its elapsed time, in ms from 0 to `MAX_CREDIT_MS`. */
  creditMs: number;
  /** First delivery, or with a receipt: a DELIVERY of contracts.ts. */
  delivery: number;
}

/** The verdict on one answer. */
export interface Verdict {
  /** A VERDICT of contracts.ts. */
  status: number;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  /** The answer that counts, if it is another one. */
  existing: AnswerBody | null;
  /** What is wrong with an invalid answer. */
  fieldError: FieldError | null;
}
