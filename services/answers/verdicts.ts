import { type AnswerVerdicts, type StandingAnswer, VERDICT } from "../../platform/contracts/contracts.ts";
import type { Fault } from "../../platform/errors.ts";

/** What of an answer that counts its verdict tells. */
interface Told {
  elapsedMs: number;
  points: number;
  correct: boolean | null;
}

/** The verdicts on the answers of one call as they come in, column by column; at first nothing is decided. */
export class Verdicts {
  readonly #status: Uint8Array;
  readonly #told: Pick<AnswerVerdicts, "elapsedMs" | "points" | "correct">;
  readonly #standing = new Map<number, StandingAnswer>();
  readonly #faults = new Map<number, Fault>();

  constructor(length: number) {
    this.#status = new Uint8Array(length).fill(VERDICT.undecided);
    this.#told = {
      elapsedMs: new Array(length).fill(0),
      points: new Array(length).fill(0),
      correct: new Array(length).fill(null),
    };
  }

  refuse(index: number, status: number, fault?: Fault): void {
    this.#status[index] = status;
    if (fault) this.#faults.set(index, fault);
  }

  accept(index: number, elapsedMs: number, points: number, correct: boolean | null): void {
    this.#status[index] = VERDICT.accepted;
    this.#told.elapsedMs[index] = elapsedMs;
    this.#told.points[index] = points;
    this.#told.correct[index] = correct;
  }

  /** @param standing the answer that counts, where it is another one */
  meet(index: number, { elapsedMs, points, correct }: Told, standing: StandingAnswer | null): void {
    this.accept(index, elapsedMs, points, correct);
    this.#status[index] = standing ? VERDICT.changed : VERDICT.repeated;
    if (standing) this.#standing.set(index, standing);
  }

  /** All of them, as they go back to the gateway. */
  told(): AnswerVerdicts {
    const others: AnswerVerdicts["others"] = [];
    this.#status.forEach((status, index) => {
      if (status === VERDICT.accepted) return;
      const standing = this.#standing.get(index);
      const fault = this.#faults.get(index);
      others.push({ index, status, ...(standing && { standing }), ...(fault && { fault }) });
    });
    return { ...this.#told, others };
  }
}
