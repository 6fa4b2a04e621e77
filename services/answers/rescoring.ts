import type { Database } from "../../platform/database/database.ts";
import * as repo from "./answers.repo.ts";
import { isRight } from "./grading.ts";
import type { AnswerSheet } from "./grading-context.ts";
import { pointsFor } from "./scoring.ts";

/** Answers rescored in one statement. */
const PAGE_ROWS = 5000;

/**
 * Scores a question's stored answers anew, page by page; done twice it changes nothing more. Answers that
 * arrive meanwhile are graded under the new key already: its revision turned the others back. Where the key is
 * corrected once more meanwhile this stops, for then another does it.
 *
 * @param stored is told how many rows of the session have changed, after each page
 * @returns how many answers were scored
 */
export async function rescore(
  db: Database,
  sheet: AnswerSheet,
  no: number,
  stored: (rows: number) => Promise<void>,
): Promise<number> {
  const question = sheet.question(no);
  const keyRevision = sheet.window(no)?.keyRevision;
  if (!question || keyRevision === undefined) return 0;
  const key = sheet.key(no);
  const { scoring } = sheet.session.settings;
  let rescored = 0;
  let after = 0;
  while (true) {
    const answers = await repo.page(db, sheet.session.no, no, after, PAGE_ROWS);
    if (answers.length === 0) return rescored;
    const correct = answers.map((answer) => isRight(key, answer));
    const points = answers.map((answer, index) =>
      correct[index] ? pointsFor(scoring, question.points, question.timeLimitMs, answer.elapsedMs) : 0,
    );
    const playerNo = answers.map((answer) => answer.playerNo);
    const isStillTheKey = await repo.rescore(db, sheet.session.no, no, keyRevision, {
      playerNo,
      points,
      correct,
    });
    if (!isStillTheKey) return rescored;
    await stored(answers.length);
    rescored += answers.length;
    after = playerNo.at(-1)!;
  }
}
