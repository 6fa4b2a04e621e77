import type { Queryable } from "../../platform/database/database.ts";
import type { OutcomeCounts } from "../../platform/domain/answer-outcomes.ts";

/** One gateway's count of one question's answers. */
export interface TallyRow extends OutcomeCounts {
  session: number;
  question: number;
}

/** Replaces a gateway's earlier counts. Counts only grow, so a delayed write never undoes a newer one. */
export async function writeTallies(db: Queryable, gateway: string, rows: readonly TallyRow[]): Promise<void> {
  await db.query(
    `insert into tallies as t (session_no, question_no, gateway, accepted, repeated, changed, early, late, invalid,
       put_off)
     select n.session_no, n.question_no, $1, n.accepted, n.repeated, n.changed, n.early, n.late, n.invalid, n.put_off
     from unnest($2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[], $8::int[], $9::int[], $10::int[])
       as n (session_no, question_no, accepted, repeated, changed, early, late, invalid, put_off)
     order by n.session_no, n.question_no
     on conflict (session_no, question_no, gateway) do update set
       accepted = greatest(t.accepted, excluded.accepted), repeated = greatest(t.repeated, excluded.repeated),
       changed = greatest(t.changed, excluded.changed), early = greatest(t.early, excluded.early),
       late = greatest(t.late, excluded.late), invalid = greatest(t.invalid, excluded.invalid),
       put_off = greatest(t.put_off, excluded.put_off)`,
    [
      gateway,
      rows.map((row) => row.session),
      rows.map((row) => row.question),
      rows.map((row) => row.accepted),
      rows.map((row) => row.repeated),
      rows.map((row) => row.changed),
      rows.map((row) => row.early),
      rows.map((row) => row.late),
      rows.map((row) => row.invalid),
      rows.map((row) => row.putOff),
    ],
  );
}

/** The sums of all gateways' counts for a session, by question; question 0 counts answers that named none. */
export function tallies(db: Queryable, session: number): Promise<(OutcomeCounts & { question: number })[]> {
  return db.query(
    `select question_no as question, sum(accepted)::int as accepted, sum(repeated)::int as repeated,
       sum(changed)::int as changed, sum(early)::int as early, sum(late)::int as late,
       sum(invalid)::int as invalid, sum(put_off)::int as "putOff"
     from tallies where session_no = $1 group by question_no order by question_no`,
    [session],
  );
}

/** How many answers of a session are stored, by question; `removed` of them belong to removed players. */
export function storedRows(
  db: Queryable,
  session: number,
): Promise<{ question: number; stored: number; removed: number }[]> {
  return db.query(
    `select a.question_no as question, count(*)::int as stored,
       count(*) filter (where p.removed_at is not null)::int as removed
     from answers a left join players p on p.session_no = a.session_no and p.player_no = a.player_no
       and p.removed_at is not null
     where a.session_no = $1 group by a.question_no order by a.question_no`,
    [session],
  );
}
