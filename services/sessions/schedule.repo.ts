import type { Queryable } from "../../platform/database/database.ts";
import { ms } from "./sessions.repo.ts";

/** Tells the clock when to look at this session next; null is never. */
export async function setDue(transaction: Queryable, no: number, dueAt: number | null): Promise<void> {
  await transaction.query("update sessions set due_at = to_timestamp($2::float8 / 1000) where no = $1", [
    no,
    dueAt,
  ]);
}

/** The numbers of the sessions that are due at `now` (epoch ms), but for some, the most overdue first. */
export async function due(db: Queryable, now: number, except: readonly number[]): Promise<number[]> {
  const rows = await db.query<{ no: number }>(
    `select no from sessions where due_at <= to_timestamp($1::float8 / 1000) and no <> all ($2::int[])
     order by due_at limit 100`,
    [now, except],
  );
  return rows.map((row) => row.no);
}

/** Whether a session is due at `now`, epoch ms. */
export async function isDue(db: Queryable, no: number, now: number): Promise<boolean> {
  const rows = await db.query(
    "select 1 from sessions where no = $1 and due_at <= to_timestamp($2::float8 / 1000)",
    [no, now],
  );
  return rows.length > 0;
}

/** When the next session is due, but for some, in epoch ms; null where none is. */
export async function nextDue(db: Queryable, except: readonly number[]): Promise<number | null> {
  const [row] = await db.query<{ at: number | null }>(
    `select ${ms("min(due_at)")} as at from sessions where due_at is not null and no <> all ($1::int[])`,
    [except],
  );
  return row?.at ?? null;
}
