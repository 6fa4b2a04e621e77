import type { Queryable } from "../../platform/database/database.ts";

/** The result of one join. `no` is null if no live session has the code; `playerNo` is null if it is too late to join. */
export interface JoinRow {
  no: number | null;
  id: string | null;
  playerNo: number | null;
  players: number | null;
}

/**
 * Joins a whole batch in one statement: one block of player numbers per session, one row per player. The numbers of a
 * session are dense from 1. The counters are locked in the order of their sessions, so two batches cannot deadlock.
 *
 * @param codes one element per join, as `nicknames`
 * @returns one row per join, in the same order; `players` is the session's count after the batch
 */
export async function join(db: Queryable, codes: string[], nicknames: string[]): Promise<JoinRow[]> {
  return db.query<JoinRow>(
    `with batch as (
       select b.ord, b.nickname, s.no, s.id, s.late_join or s.opened_at is null as accepts_players
       from unnest($1::text[], $2::text[]) with ordinality as b (code, nickname, ord)
       left join sessions s on s.code = b.code and s.ended_at is null
     ), joining as (
       select ord, nickname, no, row_number() over (partition by no order by ord)::int as position
       from batch where accepts_players
     ), added as (
       select no, count(*)::int as players from joining group by no
     ), locked as (
       select p.session_no from session_players p where p.session_no in (select no from added)
       order by p.session_no for update
     ), counted as (
       update session_players p set players = p.players + a.players
       from added a join locked l on l.session_no = a.no
       where p.session_no = a.no
       returning p.session_no, p.players, p.players - a.players as base
     ), inserted as (
       insert into players (session_no, player_no, nickname)
       select j.no, c.base + j.position, j.nickname from joining j join counted c on c.session_no = j.no
     )
     select b.no, b.id, c.base + j.position as "playerNo", c.players
     from batch b left join joining j on j.ord = b.ord left join counted c on c.session_no = j.no
     order by b.ord`,
    [codes, nicknames],
  );
}

/** Marks a player as removed, for good. Returns false if there is no such player. */
export async function remove(transaction: Queryable, sessionNo: number, playerNo: number): Promise<boolean> {
  const rows = await transaction.query(
    `update players set removed_at = coalesce(removed_at, now())
     where session_no = $1 and player_no = $2 returning player_no`,
    [sessionNo, playerNo],
  );
  return rows.length > 0;
}
