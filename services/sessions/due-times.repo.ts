import type { Queryable } from "../../platform/database/database.ts";
import { epochMs } from "./session-rows.repo.ts";

/** Sets when the scheduler must process this session next; null is never. */
export async function setDueAt(transaction: Queryable, no: number, dueAt: number | null): Promise<void> {
  await transaction.query("update sessions set due_at = to_timestamp($2::float8 / 1000) where no = $1", [
    no,
    dueAt,
  ]);
}

/** The numbers of the sessions that are due at `now` (epoch ms), the most overdue first. */
export async function dueSessions(
  db: Queryable,
  now: number,
  excluded: readonly number[],
): Promise<number[]> {
  const rows = await db.query<{ no: number }>(
    `select no from sessions where due_at <= to_timestamp($1::float8 / 1000) and no <> all ($2::int[])
     order by due_at limit 100`,
    [now, excluded],
  );
  return rows.map((row) => row.no);
}

/** Whether a session is due at `now` (epoch ms). */
export async function isDue(db: Queryable, no: number, now: number): Promise<boolean> {
  const rows = await db.query(
    "select 1 from sessions where no = $1 and due_at <= to_timestamp($2::float8 / 1000)",
    [no, now],
  );
  return rows.length > 0;
}

/** When the next session is due, in epoch ms; null if none is. */
export async function nextDueAt(db: Queryable, excluded: readonly number[]): Promise<number | null> {
  const [row] = await db.query<{ at: number | null }>(
    `select ${epochMs("min(due_at)")} as at from sessions where due_at is not null and no <> all ($1::int[])`,
    [excluded],
  );
  return row?.at ?? null;
}
