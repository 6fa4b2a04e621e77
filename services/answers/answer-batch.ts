import type { ScoredAnswer } from "../../platform/contracts/scored-answers.ts";

/** Answers to be stored, as columns: every column has one element per answer. */
export class AnswerBatch {
  session: number[] = [];
  question: number[] = [];
  player: number[] = [];
  choice: (number | null)[] = [];
  response: (string | null)[] = [];
  elapsedMs: number[] = [];
  points: number[] = [];
  correct: (boolean | null)[] = [];
  /** Epoch ms. */
  receivedAt: number[] = [];
  /** The revision of the key with which the answer was graded. */
  keyRevision: number[] = [];
  /** How the answer was delivered: one of `DELIVERY` in contracts.ts. */
  delivery: number[] = [];

  get length(): number {
    return this.session.length;
  }

  /** All answers of several batches, in order. */
  static concat(batches: readonly AnswerBatch[]): AnswerBatch {
    return buildBatch((name) => ([] as unknown[]).concat(...batches.map((batch) => batch[name])));
  }

  /** The answers at these indexes, in that order. */
  pick(indexes: readonly number[]): AnswerBatch {
    return buildBatch((name) => indexes.map((index) => this[name][index]));
  }
}

type Column = Exclude<keyof AnswerBatch, "length" | "pick">;

function buildBatch(column: (name: Column) => unknown[]): AnswerBatch {
  const batch = new AnswerBatch();
  for (const name of Object.keys(batch) as Column[]) batch[name] = column(name) as never;
  return batch;
}

/** The answer that is stored already for a player and question. */
export interface ExistingRow extends Omit<ScoredAnswer, "question"> {
  /** Epoch ms. */
  receivedAt: number;
}

/**
 * What happened to one answer of a batch. `duplicate`: the player has an answer to this question already. `late` and
 * `notOpen`: the answer arrived after or before its window. `expired`: it was put off, and nobody brought it before the
 * limit. `unsettled`: its player brings it just after the reveal, when a gateway may still bring an earlier one.
 * `regrade`: the key has changed since it was graded. `unstorable`: the table cannot hold it.
 */
export type StoreOutcome =
  | { kind: "stored" }
  | { kind: "duplicate"; existing: ExistingRow }
  | { kind: "late" | "notOpen" | "expired" | "unsettled" | "regrade" | "unstorable" };
