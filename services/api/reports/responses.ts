import type { AnswersPage } from "../../../platform/contracts/answers.ts";
import { answerFields, answerText } from "../../../platform/domain/shown-answer.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Reply } from "../http/response.ts";
import { type AnswerRow, answerRows } from "./answer-rows.ts";
import { csvReply } from "./csv.ts";
import { jsonWithList } from "./json-list.ts";

/** Every answer of a session, in order of player and question, sent as fast as the client reads. */

/** So many answers are written in one turn of the event loop, which takes about a millisecond. */
const ROWS_PER_TURN = 500;

const CSV_COLUMNS = [
  "playerNo",
  "nickname",
  "question",
  "answer",
  "correct",
  "points",
  "elapsedMs",
  "receivedAt",
];

/** As JSON, with answers as players send them. */
export function responsesJson(session: CachedSession, pages: AsyncIterable<AnswersPage>): Reply {
  return jsonWithList({}, "responses", mapped(session, pages, jsonRow));
}

/** As CSV, with answers as people read them. */
export function responsesCsv(session: CachedSession, pages: AsyncIterable<AnswersPage>): Reply {
  const name = `${session.record.code}-responses`;
  return csvReply(name, CSV_COLUMNS, mapped(session, pages, csvRow));
}

function jsonRow({ content }: CachedSession, row: AnswerRow) {
  return {
    playerNo: row.playerNo,
    nickname: row.nickname,
    question: row.question,
    answer: answerFields(content.questions[row.question - 1]!, row.answer),
    ...(row.correct === null ? {} : { correct: row.correct }),
    points: row.points,
    elapsedMs: row.elapsedMs,
    receivedAt: new Date(row.receivedAt).toISOString(),
  };
}

function csvRow({ content }: CachedSession, row: AnswerRow) {
  return [
    row.playerNo,
    row.nickname,
    row.question,
    answerText(content.questions[row.question - 1]!, row.answer),
    row.correct,
    row.points,
    row.elapsedMs,
    new Date(row.receivedAt).toISOString(),
  ];
}

/** The rows of all pages, a few at a time. */
async function* mapped<Row>(
  session: CachedSession,
  pages: AsyncIterable<AnswersPage>,
  toRow: (session: CachedSession, row: AnswerRow) => Row,
): AsyncGenerator<Row[]> {
  for await (const page of pages) {
    let rows: Row[] = [];
    for (const row of answerRows(page, session.record.voided)) {
      if (rows.push(toRow(session, row)) < ROWS_PER_TURN) continue;
      yield rows;
      rows = [];
      await new Promise((resolve) => setImmediate(resolve));
    }
    yield rows;
  }
}
