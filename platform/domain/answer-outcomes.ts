import { z } from "zod";

const count = z.int().min(0);

/** What can happen to an answer that a gateway receives, in the words of the audit; how many had each outcome. */
export const outcomeCounts = {
  accepted: count,
  repeated: count,
  changed: count,
  early: count,
  late: count,
  invalid: count,
  putOff: count,
};

export type AnswerOutcome = keyof typeof outcomeCounts;
export type OutcomeCounts = Record<AnswerOutcome, number>;

export const ANSWER_OUTCOMES = Object.keys(outcomeCounts) as AnswerOutcome[];

export function emptyOutcomeCounts(): OutcomeCounts {
  return { accepted: 0, repeated: 0, changed: 0, early: 0, late: 0, invalid: 0, putOff: 0 };
}
