import type { PutOffCounts } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";

/** A put-off answer that does not count: it expired, or another answer of its player counts. */
export interface PutOffFate {
  session: number;
  question: number;
  player: number;
  fate: "expired" | "contested";
  /** Epoch ms. */
  receivedAt: number;
}

/** Notes what became of put-off answers; of each player and question the last word counts. */
export async function noteFates(db: Queryable, fates: readonly PutOffFate[]): Promise<void> {
  await db.query(
    `insert into put_off_answers as p (session_no, question_no, player_no, fate, received_at)
     select distinct on (1, 2, 3) n.session_no, n.question_no, n.player_no, n.fate, to_timestamp(n.received_ms / 1000)
     from unnest($1::int[], $2::int[], $3::int[], $4::text[], $5::float8[])
       as n (session_no, question_no, player_no, fate, received_ms)
     order by 1, 2, 3
     on conflict (session_no, question_no, player_no) do update set fate = excluded.fate,
       received_at = excluded.received_at, noted_at = now()`,
    [
      fates.map(({ session }) => session),
      fates.map(({ question }) => question),
      fates.map(({ player }) => player),
      fates.map(({ fate }) => fate),
      fates.map(({ receivedAt }) => receivedAt),
    ],
  );
}

/** The put-off answers of a session that do not count, by question. An answer that was stored after all does count. */
export function putOffCounts(db: Queryable, session: number): Promise<PutOffCounts[]> {
  return db.query(
    `select p.question_no as question,
       (count(*) filter (where p.fate = 'expired' and a.player_no is null))::int as unredeemed,
       (count(*) filter (where p.fate = 'contested'))::int as contested
     from put_off_answers p left join answers a on a.session_no = p.session_no and a.question_no = p.question_no
       and a.player_no = p.player_no
     where p.session_no = $1 group by p.question_no order by p.question_no`,
    [session],
  );
}
