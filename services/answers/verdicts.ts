import { type AnswerVerdicts, VERDICT } from "../../platform/contracts/contracts.ts";
import type { AnswerBody } from "../../platform/domain/answer.ts";
import type { FieldError } from "../../platform/errors.ts";

/** What a verdict contains about the answer that counts. */
interface Score {
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** Collects the verdicts on the answers of one call, as columns. At first every answer is undecided. */
export class Verdicts {
  readonly #status: Uint8Array;
  readonly #scores: Pick<AnswerVerdicts, "elapsedMs" | "points" | "correct">;
  readonly #existing = new Map<number, AnswerBody>();
  readonly #fieldErrors = new Map<number, FieldError>();

  constructor(length: number) {
    this.#status = new Uint8Array(length).fill(VERDICT.undecided);
    this.#scores = {
      elapsedMs: new Array(length).fill(0),
      points: new Array(length).fill(0),
      correct: new Array(length).fill(null),
    };
  }

  reject(index: number, status: number, fieldError?: FieldError): void {
    this.#status[index] = status;
    if (fieldError) this.#fieldErrors.set(index, fieldError);
  }

  accept(index: number, elapsedMs: number, points: number, correct: boolean | null): void {
    this.#status[index] = VERDICT.accepted;
    this.#scores.elapsedMs[index] = elapsedMs;
    this.#scores.points[index] = points;
    this.#scores.correct[index] = correct;
  }

  /** @param different the answer that counts, if the player sent another one now */
  duplicate(index: number, { elapsedMs, points, correct }: Score, different: AnswerBody | null): void {
    this.accept(index, elapsedMs, points, correct);
    this.#status[index] = different ? VERDICT.changed : VERDICT.repeated;
    if (different) this.#existing.set(index, different);
  }

  /** All verdicts, in the form in which they go back to the gateway. */
  toColumns(): AnswerVerdicts {
    const notAccepted: AnswerVerdicts["notAccepted"] = [];
    this.#status.forEach((status, index) => {
      if (status === VERDICT.accepted) return;
      const existing = this.#existing.get(index);
      const fieldError = this.#fieldErrors.get(index);
      notAccepted.push({
        index,
        status,
        ...(existing && { existing }),
        ...(fieldError && { fieldError }),
      });
    });
    return { ...this.#scores, notAccepted };
  }
}
