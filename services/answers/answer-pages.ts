import type { AnswersCursor, AnswersPage } from "../../platform/contracts/answers.ts";
import { toAnswerColumns } from "../../platform/contracts/scored-answers.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { NotFound } from "../../platform/errors.ts";
import {
  answerableQuestions,
  isThere,
  type PageLimits,
  type PageRow,
  readPage,
} from "./answer-pages.repo.ts";

/**
 * A page of these is at most 700 KB as JSON: a nickname takes up to 256 bytes, an answer without its text 60. It takes
 * the embedded database some 80 ms, in which answers of players wait; larger pages would be little faster in all.
 */
const LIMITS: PageLimits = { answers: 2000, players: 1500, textBytes: 200_000 };
/** A page looks at most so many times wider than all questions need that everyone has answered. */
const MAX_SPREAD = 16;

/**
 * The answers of a session after `after`, and where the next page begins.
 *
 * @throws NotFound if the session was deleted before the last page, so that nobody takes what was left for all of it
 */
export async function answersPage(
  db: Queryable,
  session: number,
  after: AnswersCursor,
  limits = LIMITS,
): Promise<AnswersPage> {
  const questions = await answerableQuestions(db, session);
  const perQuestion = Math.max(
    1,
    Math.floor((after.spread * limits.answers) / Math.max(1, questions.length)),
  );
  const rows = await readPage(db, session, questions, after, perQuestion, limits);
  const next = nextCursor(rows, after, limits);
  if (next === null && !(await isThere(db, session))) throw new NotFound("session");
  return { ...toColumns(rows.filter(({ isRemoved }) => !isRemoved)), next };
}

/** Pages that come out small look wider next time, so that few answers to many questions need few pages. */
function nextCursor(rows: PageRow[], { spread }: AnswersCursor, limits: PageLimits): AnswersCursor | null {
  const last = rows.at(-1);
  if (!last) return null;
  if (rows.length < last.found) {
    const smaller = Math.max(1, Math.floor(spread / 2));
    return { player: last.playerNo, question: last.question, spread: smaller };
  }
  if (last.completeTo === null) return null;
  const isSmall = last.found < limits.answers / 4;
  // Every question was read up to this player, so none of the player's answers is left.
  return {
    player: last.completeTo,
    question: 1000,
    spread: isSmall ? Math.min(MAX_SPREAD, 2 * spread) : spread,
  };
}

function toColumns(rows: PageRow[]): Omit<AnswersPage, "next"> {
  const players: AnswersPage["players"] = { playerNo: [], nickname: [], answers: [] };
  for (const { playerNo, nickname } of rows) {
    if (players.playerNo.at(-1) !== playerNo) {
      players.playerNo.push(playerNo);
      players.nickname.push(nickname ?? "");
      players.answers.push(0);
    }
    players.answers[players.answers.length - 1]!++;
  }
  return {
    players,
    ...toAnswerColumns(rows),
    receivedAt: rows.map(({ receivedAt }) => Math.round(receivedAt)),
  };
}
