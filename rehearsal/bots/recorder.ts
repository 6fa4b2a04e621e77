import {
  type CrewFigures,
  count,
  type Delivery,
  emptyFigures,
  emptyQuestion,
  type QuestionFigures,
} from "../figures/crew-figures.ts";

/** A snapshot of what a crew has done, for the progress line and for whoever leads the session. */
export interface CrewProgress {
  joined: number;
  /** Joins that failed for good. */
  refused: number;
  /** Players whose event stream is open. */
  connected: number;
  sent: number;
  counted: number;
  refusedAnswers: number;
  /** Players who think about a question. */
  thinking: number;
  /** Answers that have neither verdict nor refusal yet. */
  underWay: number;
  /** Answers that wait until they are late enough. */
  waiting: number;
  /** Players for whom the session is over. */
  over: number;
}

/** How many answers are still to come, or have no verdict yet. */
export function outstanding({ thinking, waiting, underWay }: CrewProgress): number {
  return thinking + waiting + underWay;
}

/** How many players are in, and the session goes on for them. */
export function playersIn({ joined, over, refused }: CrewProgress): number {
  return joined - (over - refused);
}

/** A crew that has not begun. */
export function emptyProgress(): CrewProgress {
  return {
    joined: 0,
    refused: 0,
    connected: 0,
    sent: 0,
    counted: 0,
    refusedAnswers: 0,
    thinking: 0,
    underWay: 0,
    waiting: 0,
    over: 0,
  };
}

/** Writes down what the players of a crew do and see. */
export class Recorder {
  readonly figures: CrewFigures = emptyFigures();
  readonly progress = emptyProgress();
  readonly #questions = new Map<number, QuestionFigures>();

  question(no: number): QuestionFigures {
    let figures = this.#questions.get(no);
    if (!figures) {
      figures = emptyQuestion(no);
      this.#questions.set(no, figures);
      this.figures.questions.push(figures);
    }
    return figures;
  }

  joined(ms: number): void {
    this.figures.joined++;
    this.figures.joinMs.push(ms);
    this.progress.joined++;
  }

  joinRefused(reason: string): void {
    count(this.figures.joinsRefused, reason);
    this.progress.refused++;
  }

  /**
   * A player has the question.
   *
   * @param isOwnFault the tool had cut this player's connection, or the player came later than the question
   */
  delivered(no: number, openedAtMs: number, how: Delivery, isOwnFault: boolean): void {
    const question = this.question(no);
    question.openedAtMs = openedAtMs;
    if (how === "return" && isOwnFault) question.deliveredAfterCut++;
    else question.deliveredAtMs.push(monotonicMs());
  }

  notSent(no: number): void {
    this.question(no).notSent++;
  }

  sent(no: number): void {
    this.question(no).sent++;
    this.progress.sent++;
    this.progress.underWay++;
  }

  /** @param ms from the first send on */
  counted(no: number, ms: number, how: { wasKept: boolean; isLate: boolean; hadMishap: boolean }): void {
    const question = this.question(no);
    question.counted++;
    if (how.wasKept) question.keptFirst++;
    if (how.isLate) question.countedLate++;
    (how.hadMishap ? this.figures.ackAfterMishapMs : this.figures.ackMs).push(ms);
    this.progress.counted++;
    this.progress.underWay--;
  }

  refused(no: number, why: "late" | "mishap" | { reason: string }): void {
    const question = this.question(no);
    if (why === "late") question.refusedLate++;
    else if (why === "mishap") question.refusedAfterMishap++;
    else count(question.refused, why.reason);
    this.progress.refusedAnswers++;
    this.progress.underWay--;
  }

  unsettled(no: number): void {
    this.question(no).unsettled++;
  }
}

/** A clock that all threads of this machine share, in ms. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
