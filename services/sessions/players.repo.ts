import type { Queryable } from "../../platform/database/database.ts";

/** What became of one join; `no` null where no live session has the code, `playerNo` null where it takes no one. */
export interface JoinRow {
  no: number | null;
  id: string | null;
  playerNo: number | null;
  players: number | null;
}

/**
 * Joins a whole batch in one statement: a block of numbers a session, and a row a player. Numbers of a session
 * are dense from 1. Counters are locked in the order of their sessions, so batches never block in a ring.
 *
 * @param codes and nicknames: one element a join
 * @returns one row a join, in the same order; `players` is the session's count after the batch
 */
export async function join(db: Queryable, codes: string[], nicknames: string[]): Promise<JoinRow[]> {
  return db.query<JoinRow>(
    `with batch as (
       select b.ord, b.nickname, s.no, s.id, s.late_join or s.opened_at is null as takes
       from unnest($1::text[], $2::text[]) with ordinality as b (code, nickname, ord)
       left join sessions s on s.code = b.code and s.ended_at is null
     ), joining as (
       select ord, nickname, no, row_number() over (partition by no order by ord)::int as place
       from batch where takes
     ), wanted as (
       select no, count(*)::int as players from joining group by no
     ), locked as (
       select p.session_no from session_players p where p.session_no in (select no from wanted)
       order by p.session_no for update
     ), counted as (
       update session_players p set players = p.players + w.players
       from wanted w join locked l on l.session_no = w.no
       where p.session_no = w.no
       returning p.session_no, p.players, p.players - w.players as base
     ), written as (
       insert into players (session_no, player_no, nickname)
       select j.no, c.base + j.place, j.nickname from joining j join counted c on c.session_no = j.no
     )
     select b.no, b.id, c.base + j.place as "playerNo", c.players
     from batch b left join joining j on j.ord = b.ord left join counted c on c.session_no = j.no
     order by b.ord`,
    [codes, nicknames],
  );
}

/** Marks a player removed; false where there is no such player. Once removed, always removed. */
export async function remove(transaction: Queryable, sessionNo: number, playerNo: number): Promise<boolean> {
  const rows = await transaction.query(
    `update players set removed_at = coalesce(removed_at, now())
     where session_no = $1 and player_no = $2 returning player_no`,
    [sessionNo, playerNo],
  );
  return rows.length > 0;
}
