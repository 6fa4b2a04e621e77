/** Answers on their way into the table, column by column; every column has one element an answer. */
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
  /** The revision of the key under which the answer was graded. */
  keyRevision: number[] = [];
  /** A SENDING of contracts.ts. */
  sending: number[] = [];

  get length(): number {
    return this.session.length;
  }

  /** Several batches one after the other. */
  static of(batches: readonly AnswerBatch[]): AnswerBatch {
    return made((name) => ([] as unknown[]).concat(...batches.map((batch) => batch[name])));
  }

  /** The answers at the given places, in that order. */
  pick(indexes: readonly number[]): AnswerBatch {
    return made((name) => indexes.map((index) => this[name][index]));
  }
}

type Column = Exclude<keyof AnswerBatch, "length" | "pick">;

function made(column: (name: Column) => unknown[]): AnswerBatch {
  const batch = new AnswerBatch();
  for (const name of Object.keys(batch) as Column[]) batch[name] = column(name) as never;
  return batch;
}

/** What stands in the table for a player and question. */
export interface Standing {
  choice: number | null;
  response: string | null;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  receivedAt: number;
}

/**
 * What became of one answer of a batch: `stored` now; `standing`, another was there first; `closed` or
 * `notOpen`, not in its window; `regrade`, its key has changed; `unstorable`, the table cannot hold it.
 */
export type Outcome =
  | { kind: "stored" }
  | { kind: "standing"; standing: Standing }
  | { kind: "closed" | "notOpen" | "regrade" | "unstorable" };
