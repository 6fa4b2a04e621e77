import {
  type AnswerVerdicts,
  type ParamsOut,
  type StandingAnswer,
  VERDICT,
} from "../../platform/contracts.ts";
import type { Fault } from "../../platform/errors.ts";
import { AnswerBatch, type Outcome, type Standing } from "./answer-batch.ts";
import type { AnswerSheet, AnswerSheets } from "./answer-sheets.ts";
import { asSent, type Choice, isRight, isSame, read } from "./grading.ts";
import { pointsFor } from "./scoring.ts";

type Columns = ParamsOut<"answers.record">;

/** How often an answer is graded anew because its key changed under it, before the player is asked to try again. */
const MOST_GRADINGS = 4;

/** Clocks of a gateway and of this node may differ by so much, in ms. */
const CLOCKS_DIFFER_MS = 250;

/** Answers that are decided together: what was sent, and the verdicts so far. */
class Round {
  readonly sent: Columns;
  readonly verdicts: AnswerVerdicts;

  constructor(sent: Columns) {
    const length = sent.session.length;
    this.sent = sent;
    this.verdicts = {
      status: new Array(length).fill(VERDICT.undecided),
      elapsedMs: new Array(length).fill(0),
      points: new Array(length).fill(0),
      correct: new Array(length).fill(null),
      standing: new Array(length).fill(null),
      faults: new Array(length).fill(null),
    };
  }

  refuse(index: number, status: number, fault: Fault | null = null): void {
    this.verdicts.status[index] = status;
    this.verdicts.faults[index] = fault;
  }

  accept(index: number, batch: AnswerBatch, place: number): void {
    this.#show(index, VERDICT.accepted, {
      elapsedMs: batch.elapsedMs[place]!,
      points: batch.points[place]!,
      correct: batch.correct[place]!,
    });
  }

  meet(index: number, isRepeat: boolean, one: Standing, answer: StandingAnswer): void {
    this.#show(index, isRepeat ? VERDICT.repeated : VERDICT.changed, one);
    if (!isRepeat) this.verdicts.standing[index] = answer;
  }

  #show(index: number, status: number, one: Pick<Standing, "elapsedMs" | "points" | "correct">): void {
    this.verdicts.status[index] = status;
    this.verdicts.elapsedMs[index] = one.elapsedMs;
    this.verdicts.points[index] = one.points;
    this.verdicts.correct[index] = one.correct;
  }
}

/** Grades answers, has them stored, and says what became of each. */
export class Recorder {
  readonly #sheets: AnswerSheets;
  readonly #store: (batch: AnswerBatch) => Promise<Outcome[]>;

  /** @param store says what became of each answer of a batch, in order, once that is committed */
  constructor(sheets: AnswerSheets, store: (batch: AnswerBatch) => Promise<Outcome[]>) {
    this.#sheets = sheets;
    this.#store = store;
  }

  async record(sent: Columns): Promise<AnswerVerdicts> {
    const round = new Round(sent);
    let indexes = sent.session.map((_, index) => index);
    for (let grading = 0; grading < MOST_GRADINGS && indexes.length > 0; grading++) {
      indexes = await this.#decide(round, indexes, grading > 0);
    }
    return round.verdicts;
  }

  /** Decides the given answers and returns those whose key has changed meanwhile. */
  async #decide(round: Round, indexes: number[], afresh: boolean): Promise<number[]> {
    const sheets = await this.#sheetsFor(round.sent, indexes, afresh);
    const batch = new AnswerBatch();
    const graded: number[] = [];
    for (const index of indexes) {
      if (grade(round, index, sheets.get(round.sent.session[index]!), batch)) graded.push(index);
    }
    const outcomes = await this.#store(batch);
    const again: number[] = [];
    graded.forEach((index, place) => {
      const sheet = sheets.get(round.sent.session[index]!) as AnswerSheet;
      if (!settle(round, index, sheet, batch, place, outcomes[place]!)) again.push(index);
    });
    return again;
  }

  /** The sheet of each session, loaded side by side; where one cannot be had its own answers stay undecided. */
  async #sheetsFor(sent: Columns, indexes: number[], afresh: boolean): Promise<Map<number, Sheet>> {
    const bySession = Map.groupBy(indexes, (index) => sent.session[index]!);
    const sheets = await Promise.all(
      [...bySession].map(async ([session, own]) => {
        const sheet = await this.#sheetFor(session, sent, own, afresh).catch(() => "away" as const);
        return [session, sheet] as const;
      }),
    );
    return new Map(sheets);
  }

  /** A sheet that is older than an answer for which it knows no open window will not do. */
  async #sheetFor(
    session: number,
    sent: Columns,
    indexes: number[],
    afresh: boolean,
  ): Promise<AnswerSheet | null> {
    const sheet = await this.#sheets.get(session, afresh ? Date.now() : 0);
    const isBehind = indexes.some((index) => {
      const receivedAt = sent.receivedAt[index]!;
      const openedAt = sheet?.window(sent.question[index]!)?.openedAt ?? Number.POSITIVE_INFINITY;
      return sheet !== null && receivedAt < openedAt && sheet.loadedAt - CLOCKS_DIFFER_MS <= receivedAt;
    });
    return isBehind ? this.#sheets.get(session, Date.now()) : sheet;
  }
}

/** An answer sheet; null where there is no such session; "away" where it could not be loaded. */
type Sheet = AnswerSheet | null | "away";

/** Puts an answer into the batch, graded; false where its verdict stands without the table. */
function grade(round: Round, index: number, sheet: Sheet | undefined, batch: AnswerBatch): boolean {
  if (sheet === "away") return false;
  const { sent } = round;
  const no = sent.question[index]!;
  const question = sheet?.question(no);
  if (!sheet || !question) {
    round.refuse(index, VERDICT.invalid, { path: "question", reason: `there is no question ${no}` });
    return false;
  }
  // The window first: what a question is like is nobody's business before it opens.
  const window = sheet.window(no);
  const receivedAt = sent.receivedAt[index]!;
  if (!window || receivedAt < window.openedAt) {
    round.refuse(index, sheet.session.endedAt === null ? VERDICT.notOpen : VERDICT.ended);
    return false;
  }
  const choice = read(question, sent.form[index]!, sent.bits[index]!, sent.response[index]!);
  if ("reason" in choice) {
    round.refuse(index, VERDICT.invalid, choice);
    return false;
  }
  const limitMs = sheet.limitMs(no);
  const elapsedMs = Math.min(
    receivedAt - window.openedAt,
    limitMs ?? Number.POSITIVE_INFINITY,
    2_147_483_647,
  );
  const correct = isRight(sheet.key(no), choice);
  batch.session.push(sent.session[index]!);
  batch.question.push(no);
  batch.player.push(sent.player[index]!);
  batch.choice.push(choice.choice);
  batch.response.push(choice.response);
  batch.elapsedMs.push(elapsedMs);
  batch.points.push(
    correct ? pointsFor(sheet.session.settings.scoring, question.points, question.timeLimitMs, elapsedMs) : 0,
  );
  batch.correct.push(correct);
  batch.receivedAt.push(receivedAt);
  batch.keyRevision.push(window.keyRevision);
  batch.sending.push(sent.sending[index]!);
  return true;
}

/** Turns an outcome into a verdict; false where the answer must be graded anew. */
function settle(
  round: Round,
  index: number,
  sheet: AnswerSheet,
  batch: AnswerBatch,
  place: number,
  outcome: Outcome,
): boolean {
  switch (outcome.kind) {
    case "regrade":
      return false;
    case "stored":
      round.accept(index, batch, place);
      return true;
    case "standing": {
      const no = batch.question[place]!;
      const question = sheet.question(no)!;
      const own: Choice = { choice: batch.choice[place]!, response: batch.response[place]! };
      const isRepeat = isSame(question, own, outcome.standing);
      round.meet(index, isRepeat, outcome.standing, asSent(question, no, outcome.standing));
      return true;
    }
    case "closed":
      round.refuse(index, sheet.session.endedAt === null ? VERDICT.closed : VERDICT.ended);
      return true;
    case "notOpen":
      round.refuse(index, VERDICT.notOpen);
      return true;
    case "unstorable":
      round.refuse(index, VERDICT.invalid, { path: "", reason: "this answer cannot be stored" });
      return true;
  }
}
