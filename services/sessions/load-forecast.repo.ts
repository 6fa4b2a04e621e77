import type { Queryable } from "../../platform/database/database.ts";

/** What is ahead and under way, in the whole system. */
export interface Ahead {
  /** Sessions that are open, and those with an `opensAt` that are not open yet. */
  open: number;
  scheduled: number;
  /** Players to be ready for, for each lead time asked about. */
  players: number[];
  /** How long the most overdue step of any session has been due, in seconds; 0 where none is. */
  overdueSeconds: number;
}

/**
 * Looks ahead, by the database's clock. A session counts from `lead` before its `opensAt` until it ends, at most
 * for `longest` from its opening: one that nobody ever ends must not keep the nodes standing for ever.
 *
 * @param leads in seconds
 * @param longest in seconds
 */
export async function lookAhead(db: Queryable, leads: readonly number[], longest: number): Promise<Ahead> {
  const [row] = await db.query<Ahead>(
    `with ahead as materialized (
       select s.opened_at is not null as is_open,
         extract(epoch from coalesce(s.opened_at, s.opens_at) - now()) as in_seconds,
         greatest(s.expected_players, p.players, 0) as players
       from sessions s left join session_players p on p.session_no = s.no
       where s.ended_at is null and coalesce(s.opened_at, s.opens_at) is not null)
     select (select count(*)::int from ahead where is_open) as open,
       (select count(*)::int from ahead where not is_open) as scheduled,
       (select array_agg((select coalesce(sum(a.players), 0) from ahead a
          where a.in_seconds between -$2::float8 and l.lead)::float8 order by l.no)
        from unnest($1::int[]) with ordinality as l (lead, no)) as players,
       greatest(0, extract(epoch from now() - (select min(due_at) from sessions where due_at is not null)))::float8
         as "overdueSeconds"`,
    [[...leads], longest],
  );
  return row!;
}
