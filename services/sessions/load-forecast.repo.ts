import type { Queryable } from "../../platform/database/database.ts";

/** Open and scheduled sessions of the whole system. */
export interface Forecast {
  /** Sessions that are open, and those with an `opensAt` that are not open yet. */
  open: number;
  scheduled: number;
  /** Expected players, for each lead time of the query. */
  players: number[];
  /** For how long the most overdue transition of any session has been due, in seconds; 0 if none is overdue. */
  overdueSeconds: number;
}

/**
 * Counts sessions and expected players, by the database's clock. For each lead time a session counts from that long
 * before its `opensAt` until it ends, but at most for `maxSessionSeconds` after it opened: a session that nobody ends
 * must not keep nodes running for ever.
 *
 * @param leadTimes in seconds
 */
export async function queryForecast(
  db: Queryable,
  leadTimes: readonly number[],
  maxSessionSeconds: number,
): Promise<Forecast> {
  const [row] = await db.query<Forecast>(
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
    [[...leadTimes], maxSessionSeconds],
  );
  return row!;
}
