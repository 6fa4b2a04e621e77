import type { Queryable } from "../../platform/database/database.ts";
import { DEFAULT_MAX_PLAYERS, HIGHEST_MAX_PLAYERS } from "../../platform/domain/session.ts";
import { epochMs } from "./session-rows.repo.ts";

/** The result of one join. `no` is null if no live session has the code; `playerNo` is null if it is too late to join. */
export interface JoinRow {
  no: number | null;
  id: string | null;
  playerNo: number | null;
  /** The session's count after the batch, or before it if the player had joined before; null without a player. */
  players: number | null;
  nickname: string;
  /** Whether the player had joined before, with the same key. */
  hasJoinedBefore: boolean;
  /** Whether the session had no room for the player. */
  isFull: boolean;
  /** Until when the session may last as far as it is announced, in epoch ms; null if it is not. */
  lastsUntil: number | null;
}

/** Joins in columns, with one element per join. */
export interface JoinColumns {
  codes: string[];
  nicknames: string[];
  /** UUIDs; null for a join that is always a new player. */
  keys: (string | null)[];
}

/** As `maxPlayersOf` in the domain. */
const maxPlayers = `
  coalesce(s.max_players, least(${HIGHEST_MAX_PLAYERS}, greatest(${DEFAULT_MAX_PLAYERS}, 2 * s.expected_players)))`;

/** For a session in pace `self` without an end, a year. */
const lastsUntil = `
  case when s.pace = 'self' and s.closes_at is null then greatest(s.opens_at, now()) + interval '335 days'
    else greatest(s.opens_at, s.closes_at) end`;

/**
 * Joins a whole batch in one statement: one block of player numbers per session, one row per player. The numbers of a
 * session are dense from 1. The counters are locked in the order of their sessions, so two batches cannot deadlock. While
 * a counter is locked nobody else joins its session, so a session never has more players than its limit.
 *
 * @param mayHaveJoined whether keys are looked up: whoever has joined with the same one is that player again. Without,
 *   a key that exists is the error UNIQUE_VIOLATION; only keys of joins that come too late, or find no room, are then
 *   looked up
 * @param maxPlayersOfHost the most players of all sessions of a host, unless an operator has set another limit. Past
 *   it every session of the host is full; batches at the same time may pass it once
 * @returns one row per join, in the same order
 */
export async function join(
  db: Queryable,
  { codes, nicknames, keys }: JoinColumns,
  mayHaveJoined: boolean,
  maxPlayersOfHost: number,
): Promise<JoinRow[]> {
  return db.query<JoinRow>(
    `with batch as (
       select b.ord, b.nickname, b.key, s.no, s.id, s.late_join or s.opened_at is null as accepts_players,
         ${epochMs(lastsUntil)} as lasts_until,
         case when $4 or not (s.late_join or s.opened_at is null) then (
           select p.player_no from players p
           where p.session_no = s.no and p.join_key = b.key and p.removed_at is null) end as known_no
       from unnest($1::text[], $2::text[], $3::uuid[]) with ordinality as b (code, nickname, key, ord)
       left join sessions s on s.code = b.code and s.ended_at is null
     ), joining as (
       select ord, nickname, key, no, row_number() over (partition by no order by ord)::int as position
       from batch where accepts_players and known_no is null
     ), added as (
       select no, count(*)::int as players from joining group by no
     ), locked as (
       select p.session_no, p.players from session_players p where p.session_no in (select no from added)
       order by p.session_no for update
     ), accepted as (
       select l.session_no, l.players as base, least(a.players, greatest(0, ${maxPlayers} - l.players + (
         select count(*)::int from players r where r.session_no = l.session_no and r.removed_at is not null
       )), greatest(0, coalesce(u.max_players, $5) - coalesce(h.players, 0)))::int as players
       from locked l join added a on a.no = l.session_no join sessions s on s.no = l.session_no
       left join host_players h on h.host = s.host left join host_usage u on u.host = s.host
     ), counted as (
       update session_players p set players = p.players + a.players
       from accepted a where p.session_no = a.session_no and a.players > 0
     ), inserted as (
       insert into players (session_no, player_no, nickname, join_key)
       select j.no, a.base + j.position, j.nickname, j.key
       from joining j join accepted a on a.session_no = j.no where j.position <= a.players
     )
     select b.no, b.id, coalesce(j.position > a.players and k.no is null, false) as "isFull",
       coalesce(k.no, case when j.position <= a.players then a.base + j.position end) as "playerNo",
       case when k.no is null then a.base + a.players
         else (select p.players from session_players p where p.session_no = b.no) end as players,
       case when k.no is null then b.nickname
         else (select p.nickname from players p where p.session_no = b.no and p.player_no = k.no) end as nickname,
       k.no is not null as "hasJoinedBefore", b.lasts_until as "lastsUntil"
     from batch b left join joining j on j.ord = b.ord left join accepted a on a.session_no = j.no
     -- Whoever finds no room may have joined before.
     cross join lateral (
       select coalesce(b.known_no, case when j.position > a.players then (
         select p.player_no from players p
         where p.session_no = b.no and p.join_key = b.key and p.removed_at is null) end) as no
     ) k
     order by b.ord`,
    [codes, nicknames, keys, mayHaveJoined, maxPlayersOfHost],
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
