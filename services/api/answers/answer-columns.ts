import {
  type AnswerColumns,
  type AnswerVerdicts,
  DELIVERY,
  VERDICT,
} from "../../../platform/contracts/contracts.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";

/**
 * Converts a batch of answers into columns, one set for each session, question, answer type and delivery, and the
 * verdicts on the columns back into one verdict per answer.
 */
export class AnswerColumnsBuilder {
  readonly #columns: AnswerColumns[] = [];
  /** For each set of columns and each row in it: the answer's position in the batch. */
  readonly #positions: number[][] = [];
  readonly #length: number;

  constructor(answers: readonly PendingAnswer[]) {
    this.#length = answers.length;
    const indexes = new Map<string, number>();
    let current = -1;
    answers.forEach((answer, position) => {
      // Nearly all answers belong to the same columns as the one before: no key is made for them.
      if (!belongsTo(this.#columns[current], answer)) {
        const { session, question, type, delivery } = answer;
        current = indexes.getOrInsertComputed(`${session}/${question}/${type}/${delivery}`, () =>
          this.#addColumns(answer),
        );
      }
      const columns = this.#columns[current]!;
      columns.player.push(answer.player);
      columns.offsetMs.push(answer.receivedAt - columns.baseTime);
      addCredit(columns, answer.creditMs);
      if (answer.response === null) columns.bits.push(answer.bits);
      else columns.response.push(answer.response);
      this.#positions[current]!.push(position);
    });
  }

  /** @returns the index of the new columns */
  #addColumns({ session, question, type, delivery, receivedAt }: PendingAnswer): number {
    const empty = { player: [], offsetMs: [], bits: [], response: [] };
    this.#positions.push([]);
    return this.#columns.push({ session, question, type, delivery, baseTime: receivedAt, ...empty }) - 1;
  }

  /** @param isRetry whether the batch was sent before and may have been stored */
  columns(isRetry: boolean): AnswerColumns[] {
    if (!isRetry) return this.#columns;
    return this.#columns.map((columns) =>
      columns.delivery === DELIVERY.first ? { ...columns, delivery: DELIVERY.retry } : columns,
    );
  }

  /**
   * One verdict per answer, in the order of the batch.
   *
   * @throws Error if the number of verdicts is not that of the answers
   */
  toVerdicts({ elapsedMs, points, correct, notAccepted }: AnswerVerdicts): Verdict[] {
    if (elapsedMs.length !== this.#length) {
      throw new Error(`A batch of ${this.#length} answers got ${elapsedMs.length} verdicts.`);
    }
    const verdicts = new Array<Verdict>(this.#length);
    const positions = this.#positions.flat();
    positions.forEach((position, index) => {
      verdicts[position] = {
        status: VERDICT.accepted,
        elapsedMs: elapsedMs[index]!,
        points: points[index]!,
        correct: correct[index] ?? null,
        existing: null,
        fieldError: null,
      };
    });
    for (const { index, status, existing = null, fieldError = null } of notAccepted) {
      Object.assign(verdicts[positions[index]!]!, { status, existing, fieldError });
    }
    return verdicts;
  }
}

/** The column is there only if an answer has a credit: then it has one element for each answer, as all columns. */
function addCredit(columns: AnswerColumns, creditMs: number): void {
  if (creditMs > 0) columns.creditMs ??= new Array<number>(columns.player.length - 1).fill(0);
  columns.creditMs?.push(creditMs);
}

function belongsTo(
  columns: AnswerColumns | undefined,
  { session, question, type, delivery }: PendingAnswer,
): boolean {
  return (
    columns !== undefined &&
    columns.session === session &&
    columns.question === question &&
    columns.type === type &&
    columns.delivery === delivery
  );
}
