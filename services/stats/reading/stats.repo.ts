import type { Queryable } from "../../../platform/database/database.ts";
import { CORRECT, NO_CHOICE, type PackedRows, repeatedInt2, TYPED } from "./packed-rows.ts";

/** A rectangle of the matrix question × player; all bounds are included. */
export interface Part {
  fromQuestion: number;
  toQuestion: number;
  fromPlayer: number;
  toPlayer: number;
}
export const EVERYTHING: Part = {
  fromQuestion: 0,
  toQuestion: 32_767,
  fromPlayer: 0,
  toPlayer: 2_147_483_647,
};
export const NOTHING: Part = { fromQuestion: 1, toQuestion: 0, fromPlayer: 1, toPlayer: 0 };

const IN_QUESTION = " and player_no between $3::int and $4::int and question_no = $5::int";
const IN_PART = " and player_no between $3::int and $4::int and question_no between $5::int and $6::int";

export interface Reading {
  /** Epoch µs: every answer committed before this moment was there to be read. */
  asOfUs: number;
  /** Where the next reading takes up: it asks for rows of transactions from this number on. */
  horizon: number;
  /** How many had joined. */
  players: number;
  /** What Postgres took for it, in ms. */
  tookMs: number;
  rows: PackedRows;
}

interface ReadingRow extends PackedRows {
  as_of_us: number;
  horizon: number;
  players: number;
  took_ms: number;
}

/**
 * Reads a session's answers that were written by transactions from `horizon` on (0: all of them).
 *
 * Transactions commit in another order than they take their numbers, so "the highest number seen" would lose
 * rows. The horizon is the lowest number that was still under way in this reading's snapshot: all below it have
 * ended, so whatever this reading cannot see yet has a number at or above it, and the next reading finds it. A
 * row may come twice, which a board does not mind; it never comes not at all. An answer scored anew is written
 * by a new transaction, so it comes again. A transaction that stays open long makes readings larger, never
 * wrong.
 *
 * All that is answered belongs to one snapshot. `now()` is when the transaction began, before its snapshot was
 * taken; `statement_timestamp()` is not (in the extended protocol a statement's snapshot is taken by `bind`,
 * its time by `execute`).
 *
 * Of a part of one question Postgres is told that it is one: in the primary key, question before player, a range
 * of questions opens all of a question's players to the walk, and then each part of a question reads the whole
 * question's index. Nor does it then send the question's number with every row. Of everything Postgres is told no
 * bounds at all: with bounds it may go by the primary key, through the whole session, to the few rows that are new.
 */
export async function readAnswers(
  db: Queryable,
  sessionNo: number,
  horizon: number,
  part: Part,
): Promise<Reading> {
  const isOneQuestion = part.fromQuestion === part.toQuestion;
  const bounds = part === EVERYTHING ? "" : isOneQuestion ? IN_QUESTION : IN_PART;
  const [row] = await db.query<ReadingRow>(
    `select
       (extract(epoch from now()) * 1000000)::bigint as as_of_us,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
       coalesce((select players from session_players where session_no = $1), 0) as players,
       (extract(epoch from clock_timestamp() - now()) * 1000)::float8 as took_ms,
       count(*)::int as rows,
       ${isOneQuestion ? "''::bytea" : "coalesce(string_agg(int2send(question_no), ''), '')"} as question,
       coalesce(string_agg(int4send(player_no), ''), '') as player,
       coalesce(string_agg(int4send(case when response is not null then ${TYPED}
                                         else coalesce(choice, ${NO_CHOICE}) end), ''), '') as choice,
       coalesce(string_agg(int4send(elapsed_ms), ''), '') as elapsed,
       coalesce(string_agg(int2send(points), ''), '') as points,
       coalesce(string_agg(case when correct then '\\x0${CORRECT.right}'::bytea
                                when not correct then '\\x0${CORRECT.wrong}'::bytea
                                else '\\x0${CORRECT.unscored}'::bytea end, ''), '') as correct,
       coalesce(string_agg(int4send(octet_length(convert_to(response, 'UTF8'))) || convert_to(response, 'UTF8'), '')
                filter (where response is not null), '') as response
     from answers
     where session_no = $1 and stored_xid >= $2${bounds}`,
    [
      sessionNo,
      horizon,
      ...(bounds ? [part.fromPlayer, part.toPlayer, part.fromQuestion] : []),
      ...(bounds === IN_PART ? [part.toQuestion] : []),
    ],
  );
  const { as_of_us, horizon: next, players, took_ms, ...rows } = row!;
  if (isOneQuestion) rows.question = repeatedInt2(part.fromQuestion, rows.rows);
  return { asOfUs: as_of_us, horizon: next, players, tookMs: took_ms, rows };
}

/** The nicknames of some players; whoever does not exist is not in the map. */
export async function nicknamesOf(
  db: Queryable,
  sessionNo: number,
  players: readonly number[],
): Promise<Map<number, string>> {
  const rows = await db.query<{ player_no: number; nickname: string }>(
    "select player_no, nickname from players where session_no = $1 and player_no = any($2::int[])",
    [sessionNo, players],
  );
  return new Map(rows.map((row) => [row.player_no, row.nickname]));
}
