/** Answers on their way into the table, column by column; every column has one element an answer. */
export class AnswerBatch {
  readonly session: number[] = [];
  readonly question: number[] = [];
  readonly player: number[] = [];
  readonly choice: (number | null)[] = [];
  readonly response: (string | null)[] = [];
  readonly elapsedMs: number[] = [];
  readonly points: number[] = [];
  readonly correct: (boolean | null)[] = [];
  /** Epoch ms. */
  readonly receivedAt: number[] = [];
  /** The revision of the key under which the answer was graded. */
  readonly keyRevision: number[] = [];
  /** A SENDING of contracts.ts. */
  readonly sending: number[] = [];

  get length(): number {
    return this.session.length;
  }

  /** Appends answer `index` of another batch. */
  take(from: AnswerBatch, index: number): void {
    this.session.push(from.session[index]!);
    this.question.push(from.question[index]!);
    this.player.push(from.player[index]!);
    this.choice.push(from.choice[index]!);
    this.response.push(from.response[index]!);
    this.elapsedMs.push(from.elapsedMs[index]!);
    this.points.push(from.points[index]!);
    this.correct.push(from.correct[index]!);
    this.receivedAt.push(from.receivedAt[index]!);
    this.keyRevision.push(from.keyRevision[index]!);
    this.sending.push(from.sending[index]!);
  }

  /** The answers at the given places, in that order. */
  pick(indexes: readonly number[]): AnswerBatch {
    const picked = new AnswerBatch();
    for (const index of indexes) picked.take(this, index);
    return picked;
  }
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
