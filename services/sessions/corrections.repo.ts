import type { Correction } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import type { Key } from "../../platform/domain/quiz.ts";
import { ms } from "./sessions.repo.ts";

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

/** How many corrections a session has, and the bytes of their reasons and keys as JSON. */
export async function held(db: Queryable, no: number): Promise<{ count: number; bytes: number }> {
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
 * Notes a correction of a locked session. A new key moves the window's key revision on, which waits for the
 * answers that are being stored under the old one and turns later ones back to be graded anew.
 */
export async function note(
  transaction: Queryable,
  no: number,
  correction: Omit<Correction, "at"> & { done: boolean },
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
      correction.done,
    ],
  );
  if (correction.kind === "key") {
    await transaction.query(
      "update question_windows set key_revision = key_revision + 1 where session_no = $1 and question_no = $2",
      [no, correction.question],
    );
  }
}

/** The questions whose answers are still to be scored anew, and since when (epoch ms). */
export async function unfinished(db: Queryable, no: number): Promise<{ question: number; since: number }[]> {
  return db.query(
    `select question_no as question, ${ms("min(at)")} as since
     from corrections where session_no = $1 and done_at is null group by question_no`,
    [no],
  );
}

/**
 * Closes a question's corrections whose scoring is done.
 *
 * @param keyRevision the key that the answers are scored under now: a later correction is still to be done; null
 *   where the question has no answers
 */
export async function finish(
  transaction: Queryable,
  no: number,
  question: number,
  keyRevision: number | null,
): Promise<void> {
  await transaction.query(
    `update corrections set done_at = now()
     where session_no = $1 and question_no = $2 and done_at is null and no in (
       select c.no from corrections c
       where c.session_no = $1 and c.question_no = $2 and c.kind = 'key' order by c.no limit $3)`,
    [no, question, keyRevision],
  );
}
