import type { Queryable } from "../../platform/database/database.ts";

/** Open and scheduled sessions of the whole system. */
export interface Forecast {
  /** Sessions that are open, and those with an `opensAt` that are not open yet. */
  open: number;
  scheduled: number;
  /** Expected players, for each lead time of the query, as far as their hosts' limits allow. */
  players: number[];
  /** Expected players past these limits, for each lead time. */
  playersOverLimit: number[];
  /** For how long the most overdue transition of any session has been due, in seconds; 0 if none is overdue. */
  overdueSeconds: number;
}

/**
 * Counts sessions and expected players, by the database's clock. For each lead time a session counts from that long
 * before its `opensAt` until it ends, but at most for `maxSessionSeconds` after it opened: a session that nobody ends
 * must not keep nodes running for ever. Of one host's sessions together, expected players count up to a limit, and
 * players who have joined count in any case.
 *
 * @param leadTimes in seconds
 * @param maxExpectedPlayers the limit of a host for whom the operator has set no other
 */
export async function queryForecast(
  db: Queryable,
  leadTimes: readonly number[],
  maxSessionSeconds: number,
  maxExpectedPlayers: number,
): Promise<Forecast> {
  const [row] = await db.query<Forecast>(
    `with ahead as materialized (
       select s.host, s.opened_at is not null as is_open,
         extract(epoch from coalesce(s.opened_at, s.opens_at) - now()) as in_seconds,
         coalesce(p.players, 0) as joined, greatest(s.expected_players, p.players, 0)::bigint as players
       from sessions s left join session_players p on p.session_no = s.no
       where s.ended_at is null and coalesce(s.opened_at, s.opens_at) is not null
     ), by_host as (
       select l.no, sum(a.players) as players,
         least(sum(a.players), greatest(coalesce(max(u.max_expected_players), $3), sum(a.joined))) as allowed
       from unnest($1::int[]) with ordinality as l (lead, no)
       join ahead a on a.in_seconds between -$2::float8 and l.lead
       left join host_usage u on u.host = a.host
       group by l.no, a.host
     ), by_lead as (
       select l.no, coalesce(sum(h.allowed), 0)::float8 as allowed,
         coalesce(sum(h.players - h.allowed), 0)::float8 as over_limit
       from unnest($1::int[]) with ordinality as l (lead, no) left join by_host h on h.no = l.no
       group by l.no)
     select (select count(*)::int from ahead where is_open) as open,
       (select count(*)::int from ahead where not is_open) as scheduled,
       (select array_agg(allowed order by no) from by_lead) as players,
       (select array_agg(over_limit order by no) from by_lead) as "playersOverLimit",
       greatest(0, extract(epoch from now() - (select min(due_at) from sessions where due_at is not null)))::float8
         as "overdueSeconds"`,
    [[...leadTimes], maxSessionSeconds, maxExpectedPlayers],
  );
  return row!;
}
