import { type AnswerColumns, type AnswerVerdicts, VERDICT } from "../../platform/contracts/contracts.ts";
import { AnswerBatch, type Outcome } from "./answer-batch.ts";
import { asSent, type Choice, isRight, isSame, read } from "./grading.ts";
import type { AnswerSheet, AnswerSheets } from "./grading-context.ts";
import { pointsFor } from "./scoring.ts";
import { Verdicts } from "./verdicts.ts";

/** How often an answer is graded anew because its key changed under it, before the player is asked to try again. */
const MOST_GRADINGS = 4;

/** Clocks of a gateway and of this node may differ by so much, in ms. */
const CLOCKS_DIFFER_MS = 250;
const LONGEST_MS = 2_147_483_647;

/** Of some columns the answers that are to be decided, by their places. */
interface Part {
  columns: AnswerColumns;
  /** The place of the columns' first answer among all of the call. */
  first: number;
  places: number[];
}

/** An answer sheet; null where there is no such session; "away" where it could not be loaded. */
type Sheet = AnswerSheet | null | "away";

/** Grades answers, has them stored, and says what became of each. */
export class Recorder {
  readonly #sheets: AnswerSheets;
  readonly #store: (batch: AnswerBatch) => Promise<Outcome[]>;

  /** @param store says what became of each answer of a batch, in order, once that is committed */
  constructor(sheets: AnswerSheets, store: (batch: AnswerBatch) => Promise<Outcome[]>) {
    this.#sheets = sheets;
    this.#store = store;
  }

  /** @param sent is answered as if its columns stood one below the other */
  async record(sent: readonly AnswerColumns[]): Promise<AnswerVerdicts> {
    let length = 0;
    let parts = sent.map((columns): Part => {
      const first = length;
      length += columns.player.length;
      return { columns, first, places: [...columns.player.keys()] };
    });
    const verdicts = new Verdicts(length);
    for (let grading = 0; grading < MOST_GRADINGS && parts.length > 0; grading++) {
      parts = await this.#decide(verdicts, parts, grading > 0);
    }
    return verdicts.told();
  }

  /** Decides the given answers and returns those whose key has changed meanwhile. */
  async #decide(verdicts: Verdicts, parts: readonly Part[], afresh: boolean): Promise<Part[]> {
    const sheets = await this.#sheetsFor(parts, afresh);
    const batch = new AnswerBatch();
    const graded = parts.map((part) => {
      const from = batch.length;
      const places = grade(verdicts, part, sheets.get(part.columns.session)!, batch);
      return { part: { ...part, places }, from };
    });
    const outcomes = await this.#store(batch);
    return graded
      .map(({ part, from }) => {
        const sheet = sheets.get(part.columns.session) as AnswerSheet;
        const again = part.places.filter(
          (place, row) =>
            !settle(verdicts, part.first + place, sheet, batch, from + row, outcomes[from + row]!),
        );
        return { ...part, places: again };
      })
      .filter(({ places }) => places.length > 0);
  }

  /** The sheet of each session, loaded side by side; where one cannot be had its own answers stay undecided. */
  async #sheetsFor(parts: readonly Part[], afresh: boolean): Promise<Map<number, Sheet>> {
    const bySession = Map.groupBy(parts, ({ columns }) => columns.session);
    const sheets = await Promise.all(
      [...bySession].map(async ([session, own]) => {
        const sheet = await this.#sheetFor(session, own, afresh).catch(() => "away" as const);
        return [session, sheet] as const;
      }),
    );
    return new Map(sheets);
  }

  /** A sheet that is older than an answer for which it knows no open window will not do. */
  async #sheetFor(session: number, parts: readonly Part[], afresh: boolean): Promise<AnswerSheet | null> {
    const sheet = await this.#sheets.get(session, afresh ? Date.now() : 0);
    const isBehind = parts.some(({ columns, places }) => {
      const openedAt = sheet?.window(columns.question)?.openedAt ?? Number.POSITIVE_INFINITY;
      return places.some((place) => {
        const receivedAt = columns.since + columns.laterMs[place]!;
        return sheet !== null && receivedAt < openedAt && sheet.loadedAt - CLOCKS_DIFFER_MS <= receivedAt;
      });
    });
    return isBehind ? this.#sheets.get(session, Date.now()) : sheet;
  }
}

/** Puts answers into the batch, graded, and returns their places; of the rest the verdict stands without the table. */
function grade(verdicts: Verdicts, part: Part, sheet: Sheet, batch: AnswerBatch): number[] {
  if (sheet === "away") return [];
  const { columns, first, places } = part;
  const no = columns.question;
  const question = sheet?.question(no);
  if (!sheet || !question) {
    const fault = { path: "question", reason: `there is no question ${no}` };
    for (const place of places) verdicts.refuse(first + place, VERDICT.invalid, fault);
    return [];
  }
  const window = sheet.window(no);
  const key = sheet.key(no);
  const longestMs = Math.min(sheet.limitMs(no) ?? LONGEST_MS, LONGEST_MS);
  const { scoring } = sheet.session.settings;
  return places.filter((place) => {
    // The window first: what a question is like is nobody's business before it opens.
    const receivedAt = columns.since + columns.laterMs[place]!;
    if (!window || receivedAt < window.openedAt) {
      verdicts.refuse(first + place, sheet.session.endedAt === null ? VERDICT.notOpen : VERDICT.ended);
      return false;
    }
    const choice = read(question, columns.form, columns.bits[place] ?? 0, columns.response[place] ?? null);
    if ("reason" in choice) {
      verdicts.refuse(first + place, VERDICT.invalid, choice);
      return false;
    }
    const elapsedMs = Math.min(receivedAt - window.openedAt, longestMs);
    const correct = isRight(key, choice);
    batch.session.push(columns.session);
    batch.question.push(no);
    batch.player.push(columns.player[place]!);
    batch.choice.push(choice.choice);
    batch.response.push(choice.response);
    batch.elapsedMs.push(elapsedMs);
    batch.points.push(correct ? pointsFor(scoring, question.points, question.timeLimitMs, elapsedMs) : 0);
    batch.correct.push(correct);
    batch.receivedAt.push(receivedAt);
    batch.keyRevision.push(window.keyRevision);
    batch.sending.push(columns.sending);
    return true;
  });
}

/** Turns the outcome of a batch's row into the verdict on an answer; false where it must be graded anew. */
function settle(
  verdicts: Verdicts,
  index: number,
  sheet: AnswerSheet,
  batch: AnswerBatch,
  row: number,
  outcome: Outcome,
): boolean {
  switch (outcome.kind) {
    case "regrade":
      return false;
    case "stored":
      verdicts.accept(index, batch.elapsedMs[row]!, batch.points[row]!, batch.correct[row]!);
      return true;
    case "standing": {
      const no = batch.question[row]!;
      const question = sheet.question(no)!;
      const own: Choice = { choice: batch.choice[row]!, response: batch.response[row]! };
      const { standing } = outcome;
      verdicts.meet(index, standing, isSame(question, own, standing) ? null : asSent(question, no, standing));
      return true;
    }
    case "closed":
      verdicts.refuse(index, sheet.session.endedAt === null ? VERDICT.closed : VERDICT.ended);
      return true;
    case "notOpen":
      verdicts.refuse(index, VERDICT.notOpen);
      return true;
    case "unstorable":
      verdicts.refuse(index, VERDICT.invalid, { path: "", reason: "this answer cannot be stored" });
      return true;
  }
}
