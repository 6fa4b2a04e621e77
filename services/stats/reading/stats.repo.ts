import type { Queryable } from "../../../platform/database/database.ts";
import { CORRECT, NO_CHOICE, type PackedRows, repeatedInt2, TYPED } from "./packed-rows.ts";

/** A rectangle of the matrix question × player; all bounds are inclusive. */
export interface ReadRange {
  fromQuestion: number;
  toQuestion: number;
  fromPlayer: number;
  toPlayer: number;
}
export const FULL_RANGE: ReadRange = {
  fromQuestion: 0,
  toQuestion: 32_767,
  fromPlayer: 0,
  toPlayer: 2_147_483_647,
};
export const EMPTY_RANGE: ReadRange = { fromQuestion: 1, toQuestion: 0, fromPlayer: 1, toPlayer: 0 };

const IN_QUESTION = " and player_no between $3::int and $4::int and question_no = $5::int";
const IN_RANGE = " and player_no between $3::int and $4::int and question_no between $5::int and $6::int";

export interface ReadResult {
  /** Epoch µs: the read saw every answer committed before this time. */
  asOfUs: number;
  /** Where the next read must start: it must read the rows of all transactions from this id on. */
  horizon: number;
  /** How many players had joined. */
  players: number;
  /** How long Postgres took, in ms. */
  tookMs: number;
  rows: PackedRows;
}

interface ReadResultRow extends PackedRows {
  as_of_us: number;
  horizon: number;
  players: number;
  took_ms: number;
}

/** The columns of PackedRows besides `rows` and `question`. */
const packedColumns = `
  coalesce(string_agg(int4send(player_no), ''), '') as player,
  coalesce(string_agg(int4send(case when response is not null then ${TYPED}
                                    else coalesce(choice, ${NO_CHOICE}) end), ''), '') as choice,
  coalesce(string_agg(int4send(elapsed_ms), ''), '') as elapsed,
  coalesce(string_agg(int2send(points), ''), '') as points,
  coalesce(string_agg(case when correct then '\\x0${CORRECT.right}'::bytea
                           when not correct then '\\x0${CORRECT.wrong}'::bytea
                           else '\\x0${CORRECT.unscored}'::bytea end, ''), '') as correct,
  coalesce(string_agg(int4send(octet_length(convert_to(response, 'UTF8'))) || convert_to(response, 'UTF8'), '')
           filter (where response is not null), '') as response`;

/**
 * Reads a session's answers that were written by transactions from `horizon` on (0 reads all answers).
 *
 * Transactions do not commit in the order of their ids, so a read from "the highest id seen" would lose rows. The
 * horizon is the lowest id that was still running in this read's snapshot. All transactions below it have ended, so a
 * row that this read cannot see yet has an id at or above the horizon, and the next read finds it. A row may be read
 * twice, which does not change a board, but it is never missed. When an answer is scored again, a new transaction
 * writes it, so it is read again. A transaction that stays open for long makes reads larger, but never wrong.
 *
 * All columns of the result belong to one database snapshot. `now()` is the start of the transaction, which is before
 * that snapshot. `statement_timestamp()` may be after it: in the extended protocol, `bind` takes the snapshot and
 * `execute` sets that time.
 *
 * A range of one question is queried with `=`: in the primary key, question comes before player, so with `between`
 * Postgres would scan the index of the whole question for each range of players. The question's number is then not
 * sent with every row. The full range is queried without bounds: with bounds, Postgres may scan the primary key of the
 * whole session to find a few new rows.
 */
export async function readAnswers(
  db: Queryable,
  sessionNo: number,
  horizon: number,
  range: ReadRange,
): Promise<ReadResult> {
  const isOneQuestion = range.fromQuestion === range.toQuestion;
  const bounds = range === FULL_RANGE ? "" : isOneQuestion ? IN_QUESTION : IN_RANGE;
  const [row] = await db.query<ReadResultRow>(
    `select
       (extract(epoch from now()) * 1000000)::bigint as as_of_us,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
       coalesce((select players from session_players where session_no = $1), 0) as players,
       (extract(epoch from clock_timestamp() - now()) * 1000)::float8 as took_ms,
       count(*)::int as rows,
       ${isOneQuestion ? "''::bytea" : "coalesce(string_agg(int2send(question_no), ''), '')"} as question,
       ${packedColumns}
     from answers
     where session_no = $1 and stored_xid >= $2${bounds}`,
    [
      sessionNo,
      horizon,
      ...(bounds ? [range.fromPlayer, range.toPlayer, range.fromQuestion] : []),
      ...(bounds === IN_RANGE ? [range.toQuestion] : []),
    ],
  );
  const { as_of_us, horizon: nextHorizon, players, took_ms, ...rows } = row!;
  if (isOneQuestion) rows.question = repeatedInt2(range.fromQuestion, rows.rows);
  return { asOfUs: as_of_us, horizon: nextHorizon, players, tookMs: took_ms, rows };
}

/** All answers of some players to some questions: one look-up in the primary key for each pair. */
export async function readAnswersOf(
  db: Queryable,
  sessionNo: number,
  questions: readonly number[],
  players: readonly number[],
): Promise<PackedRows> {
  const [rows] = await db.query<PackedRows>(
    `select count(*)::int as rows, coalesce(string_agg(int2send(question_no), ''), '') as question,
       ${packedColumns}
     from answers
     where session_no = $1 and question_no = any($2::smallint[]) and player_no = any($3::int[])`,
    [sessionNo, questions, players],
  );
  return rows!;
}

/** The nicknames of some players by player number; unknown players are not in the map. */
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
