import type { Queryable, Value } from "../../platform/database/database.ts";
import * as windows from "./windows.repo.ts";

/** A session that is deleted, while its row is there. */
export interface DeletedRow {
  no: number;
  code: string;
  /** The step that has deleted it; null if it is not deleted. */
  deletedBy: string | null;
}

/** A host's session by its public id, deleted or not. */
export async function findOwn(db: Queryable, host: string, id: string): Promise<DeletedRow | null> {
  const [row] = await db.query<DeletedRow>(
    `select no, code, case when deleted_at is not null then coalesce(recent_steps[1], '') end as "deletedBy"
     from sessions where id = $1 and host = $2`,
    [id, host],
  );
  return row ?? null;
}

/**
 * Marks a locked session as deleted: nobody finds it any more, and its code is free. Its windows and its counter of
 * players go at once: without them no answer and no player is stored. Both wait for the batches that are being stored.
 *
 * @param at epoch ms
 */
export async function markDeleted(
  transaction: Queryable,
  no: number,
  stepId: string,
  at: number,
): Promise<void> {
  await windows.lock(transaction, no, true);
  await transaction.query("delete from question_windows where session_no = $1", [no]);
  await transaction.query("delete from session_players where session_no = $1", [no]);
  // Last, because it locks the host's counts (the order is in migration 0008).
  await transaction.query(
    `update sessions set deleted_at = to_timestamp($2::float8 / 1000), due_at = null, revision = revision + 1,
       ended_at = coalesce(ended_at, to_timestamp($2::float8 / 1000)), recent_steps = array[$3::text]
     where no = $1`,
    [no, at, stepId],
  );
}

/** The deleted sessions of which rows are left: number, id and code. */
export function deletedSessions(
  db: Queryable,
  limit: number,
): Promise<{ sessionNo: number; sessionId: string; code: string }[]> {
  return db.query(
    `select no as "sessionNo", id as "sessionId", code from sessions where deleted_at is not null order by no limit $1`,
    [limit],
  );
}

/** Locks a deleted session's row; false if it is gone, or another node is at work on it. */
export async function lockDeleted(transaction: Queryable, no: number): Promise<boolean> {
  const rows = await transaction.query(
    "select from sessions where no = $1 and deleted_at is not null for update skip locked",
    [no],
  );
  return rows.length > 0;
}

/** The tables whose rows of one session may be many, and their keys within a session. */
export const LARGE_TABLES = [
  { table: "answers", keys: ["question_no", "player_no"] },
  { table: "put_off_answers", keys: ["question_no", "player_no"] },
  { table: "tallies", keys: ["question_no", "gateway"] },
  { table: "players", keys: ["player_no"] },
] as const;

/** The key of the last row that was deleted: the next rows come after it, so that dead ones are not read again. */
export type Position = readonly (string | number)[];

/**
 * Deletes the next rows of a session from a table, in the order of their keys. It finds them by their places in the
 * table, so no statistics of the planner can make it read more. Nobody changes a row of a deleted session, which would
 * move it.
 *
 * @param after where the rows before them ended; null for the first ones
 * @returns how many there were, and the key of the last one
 */
export async function deleteRows(
  transaction: Queryable,
  { table, keys }: (typeof LARGE_TABLES)[number],
  no: number,
  after: Position | null,
  limit: number,
): Promise<{ rows: number; last: Position | null }> {
  const columns = keys.join(", ");
  const values: Value[] = [no, limit, ...(after ?? [])];
  const next = after ? `and (${columns}) > (${after.map((_, index) => `$${index + 3}`).join(", ")})` : "";
  const [row] = await transaction.query<{ rows: number } & Record<string, string | number>>(
    `with page as materialized (
       select ctid as place, ${columns} from ${table} where session_no = $1 ${next} order by ${columns} limit $2
     ), gone as (
       delete from ${table} where ctid = any (array(select place from page))
     )
     select ${columns}, (select count(*)::int from page) as rows from page
     order by ${keys.map((key) => `${key} desc`).join(", ")} limit 1`,
    values,
  );
  return row ? { rows: row.rows, last: keys.map((key) => row[key]!) } : { rows: 0, last: null };
}

/**
 * Deletes the rest of a session: its corrections and its own row, and with it versions of its quiz that nobody needs any
 * more. Locks in the order of migration 0008: the quiz, then the session.
 *
 * @param limit how many rows that were written since may be deleted with it
 * @returns false if it is not done: there are more rows, or another node is at work on it
 */
export async function deleteSession(transaction: Queryable, no: number, limit: number): Promise<boolean> {
  await transaction.query(
    "select from quizzes where id = (select quiz_id from sessions where no = $1) for update",
    [no],
  );
  // It waits for counts and notes that are being written; later ones are not written (migration 0012).
  if (!(await lockDeleted(transaction, no))) return false;
  for (const table of LARGE_TABLES) {
    if (table.table === "answers" || table.table === "players") continue;
    const { rows } = await deleteRows(transaction, table, no, null, limit);
    if (rows === limit) return false;
  }
  await transaction.query("delete from corrections where session_no = $1", [no]);
  await transaction.query("delete from sessions where no = $1", [no]);
  return true;
}
