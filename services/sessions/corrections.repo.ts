import type { Queryable } from "../../platform/database/database.ts";
import type { Key } from "../../platform/domain/question.ts";
import type { Correction } from "../../platform/domain/stats.ts";
import { epochMs } from "./session-rows.repo.ts";

interface CorrectionRow {
  kind: Correction["kind"];
  question_no: number;
  reason: string;
  from_key: Key | null;
  to_key: Key | null;
  at: Date;
}

/** All corrections of a session, oldest first. */
export async function all(db: Queryable, no: number): Promise<Correction[]> {
  const rows = await db.query<CorrectionRow>(
    `select kind, question_no, reason, from_key, to_key, at from corrections where session_no = $1 order by no`,
    [no],
  );
  return rows.map((row) => ({
    kind: row.kind,
    question: row.question_no,
    reason: row.reason,
    from: row.from_key,
    to: row.to_key,
    at: row.at.toISOString(),
  }));
}

/** The number of corrections of a session, and the size of their reasons and keys as JSON, in bytes. */
export async function historySize(db: Queryable, no: number): Promise<{ count: number; bytes: number }> {
  const [row] = await db.query<{ count: number; bytes: number }>(
    `select count(*)::int as count,
       coalesce(sum(octet_length(to_json(reason)::text) + coalesce(octet_length(from_key::text), 0)
         + coalesce(octet_length(to_key::text), 0)), 0)::float8 as bytes
     from corrections where session_no = $1`,
    [no],
  );
  return row!;
}

/**
 * Writes a correction of a locked session. A new key increments the window's key revision. That waits for answers
 * that are being stored with the old key; later answers with the old key are rejected and graded again.
 */
export async function insert(
  transaction: Queryable,
  no: number,
  correction: Omit<Correction, "at"> & { isDone: boolean },
): Promise<void> {
  await transaction.query(
    `insert into corrections (session_no, kind, question_no, reason, from_key, to_key, done_at)
     values ($1, $2, $3, $4, $5::jsonb, $6::jsonb, case when $7 then now() end)`,
    [
      no,
      correction.kind,
      correction.question,
      correction.reason,
      correction.from && JSON.stringify(correction.from),
      correction.to && JSON.stringify(correction.to),
      correction.isDone,
    ],
  );
  if (correction.kind === "key") {
    await transaction.query(
      "update question_windows set key_revision = key_revision + 1 where session_no = $1 and question_no = $2",
      [no, correction.question],
    );
  }
}

/** The questions whose answers must still be rescored, and since when (epoch ms). */
export async function unfinished(db: Queryable, no: number): Promise<{ question: number; since: number }[]> {
  return db.query(
    `select question_no as question, ${epochMs("min(at)")} as since
     from corrections where session_no = $1 and done_at is null group by question_no`,
    [no],
  );
}

/**
 * Marks a question's corrections as done, up to the key revision with which the answers have been rescored: all but as
 * many as the revision has increased by since. Revisions of a planned window also count its moves, but no answers are in
 * it then.
 *
 * @param keyRevision null marks all of them: a question that never opened has no answers
 */
export async function markDone(
  transaction: Queryable,
  no: number,
  question: number,
  keyRevision: number | null,
): Promise<void> {
  await transaction.query(
    `update corrections set done_at = now()
     where session_no = $1 and question_no = $2 and done_at is null and no in (
       select c.no from corrections c
       where c.session_no = $1 and c.question_no = $2 and c.kind = 'key' order by c.no
       limit (
         select greatest(0, $3::int - w.key_revision + (
           select count(*) from corrections k
           where k.session_no = $1 and k.question_no = $2 and k.kind = 'key'))
         from question_windows w where w.session_no = $1 and w.question_no = $2 and $3 is not null))`,
    [no, question, keyRevision],
  );
}
