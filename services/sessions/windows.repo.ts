import type { Queryable } from "../../platform/database/database.ts";
import type { QuestionWindow } from "../../platform/domain/session.ts";
import type { SessionChange } from "./transitions.ts";

/** The windows of a locked session. */

/**
 * Locks all windows of a session in the order in which answers lock them, so that nothing deadlocks. It waits for answers
 * that are being stored, and later ones see what this transaction writes.
 *
 * @param forDeletion whether the windows are deleted, and not changed
 */
export async function lock(transaction: Queryable, no: number, forDeletion = false): Promise<void> {
  const strength = forDeletion ? "update" : "no key update";
  await transaction.query(
    `select from question_windows where session_no = $1 order by question_no for ${strength}`,
    [no],
  );
}

/** In pace `host` no window opens before the one before it has closed, whatever the deciding node's clock says. */
export async function open(transaction: Queryable, no: number, windows: QuestionWindow[]): Promise<void> {
  await transaction.query(
    `insert into question_windows (session_no, question_no, opened_at, closes_at, key_revision)
     select $1, w.question, o.opened_at, o.opened_at + (w.closes_at - w.opened_at) * interval '1 millisecond',
       w.revision + (select count(*) from corrections c
        where c.session_no = $1 and c.question_no = w.question and c.kind = 'key')
     from unnest($2::int[], $3::float8[], $4::float8[], $5::int[]) as w (question, opened_at, closes_at, revision)
     cross join lateral (
       select greatest(to_timestamp(w.opened_at / 1000), (
         select max(q.closes_at) from question_windows q join sessions s on s.no = q.session_no
         where q.session_no = $1 and s.pace = 'host')) as opened_at) o`,
    [
      no,
      windows.map((w) => w.question),
      windows.map((w) => w.openedAt),
      windows.map((w) => w.closesAt),
      windows.map((w) => w.keyRevision),
    ],
  );
}

/**
 * A window that opens at another time gets another revision. So an answer whose time was measured from the old opening,
 * at a node that does not know of the change yet, is graded again.
 */
const NEXT_REVISION = "least(w.key_revision + 1, greatest(w.key_revision, 30000))";

/** Closes windows. One that has not opened yet opens at the same time, so it is empty. */
export async function close(
  transaction: Queryable,
  no: number,
  windows: NonNullable<SessionChange["windowsToClose"]>,
): Promise<void> {
  if (windows.length > 1) await lock(transaction, no);
  await transaction.query(
    `update question_windows w set closes_at = to_timestamp(c.closes_at / 1000),
       opened_at = least(w.opened_at, to_timestamp(c.closes_at / 1000)),
       key_revision = case when w.opened_at > to_timestamp(c.closes_at / 1000) then ${NEXT_REVISION}
         else w.key_revision end
     from unnest($2::int[], $3::float8[]) as c (question, closes_at)
     where w.session_no = $1 and w.question_no = c.question`,
    [no, windows.map((w) => w.question), windows.map((w) => w.closesAt)],
  );
}

/** Gives windows other times. */
export async function move(
  transaction: Queryable,
  no: number,
  windows: NonNullable<SessionChange["windowsToMove"]>,
): Promise<void> {
  await transaction.query(
    `update question_windows w set opened_at = to_timestamp(m.opened_at / 1000),
       closes_at = to_timestamp(m.closes_at / 1000),
       key_revision = case when w.opened_at <> to_timestamp(m.opened_at / 1000) then ${NEXT_REVISION}
         else w.key_revision end
     from unnest($2::int[], $3::float8[], $4::float8[]) as m (question, opened_at, closes_at)
     where w.session_no = $1 and w.question_no = m.question`,
    [no, windows.map((w) => w.question), windows.map((w) => w.openedAt), windows.map((w) => w.closesAt)],
  );
}

/** Moves the close of all windows that are not revealed. @param closesAt epoch ms; null: they do not close */
export async function moveCloses(transaction: Queryable, no: number, closesAt: number | null): Promise<void> {
  await lock(transaction, no);
  await transaction.query(
    `update question_windows set closes_at = to_timestamp($2::float8 / 1000)
     where session_no = $1 and revealed_at is null`,
    [no, closesAt],
  );
}

/** Writes when questions were revealed. */
export async function reveal(
  transaction: Queryable,
  no: number,
  windows: NonNullable<SessionChange["windowsToReveal"]>,
): Promise<void> {
  await transaction.query(
    `update question_windows w set revealed_at = to_timestamp(r.revealed_at / 1000)
     from unnest($2::int[], $3::float8[]) as r (question, revealed_at)
     where w.session_no = $1 and w.question_no = r.question`,
    [no, windows.map((w) => w.question), windows.map((w) => w.revealedAt)],
  );
}

/** Deletes the planned windows of questions that nobody has seen. */
export async function drop(transaction: Queryable, no: number, questions: number[]): Promise<void> {
  await transaction.query(
    "delete from question_windows where session_no = $1 and question_no = any($2::int[])",
    [no, questions],
  );
}
