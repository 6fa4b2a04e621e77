import type { Database } from "../../platform/database/database.ts";
import * as repo from "./answers.repo.ts";
import { isCorrect, scoreOf } from "./grading.ts";
import type { GradingContext } from "./grading-context.ts";
import { pointsFor } from "./scoring.ts";

/** Answers per statement. */
const PAGE_ROWS = 5000;

/**
 * Rescores a question's stored answers with the current key, page by page. Running it twice is harmless. Answers that
 * arrive during the run are graded with the new key already, because the table rejects the old key revision. If the
 * key is corrected again during the run, this stops: the rescoring for that correction does the rest.
 *
 * @param onPageStored is called after each page with the number of rescored rows
 * @returns how many answers were rescored
 */
export async function rescore(
  db: Database,
  context: GradingContext,
  no: number,
  onPageStored: (rows: number) => Promise<void>,
): Promise<number> {
  const question = context.question(no);
  const keyRevision = context.window(no)?.keyRevision;
  if (!question || keyRevision === undefined) return 0;
  const key = context.key(no);
  const { scoring } = context.session.settings;
  let rescored = 0;
  let after = 0;
  while (true) {
    const answers = await repo.answersPage(db, context.session.no, no, after, PAGE_ROWS);
    if (answers.length === 0) return rescored;
    const scores = answers.map((answer) => scoreOf(question, key, answer));
    const correct = scores.map(isCorrect);
    const points = answers.map(({ elapsedMs }, index) =>
      pointsFor(scores[index]!, scoring, question.points, question.timeLimitMs, elapsedMs),
    );
    const playerNo = answers.map((answer) => answer.playerNo);
    const isKeyCurrent = await repo.updateScores(db, context.session.no, no, keyRevision, {
      playerNo,
      points,
      correct,
    });
    if (!isKeyCurrent) return rescored;
    await onPageStored(answers.length);
    rescored += answers.length;
    after = playerNo.at(-1)!;
  }
}
