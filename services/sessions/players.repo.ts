import type { JoinRefusal } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { DEFAULT_MAX_PLAYERS, HIGHEST_MAX_PLAYERS } from "../../platform/domain/session.ts";
import { epochMs } from "./session-rows.repo.ts";

/** The result of one join. `no` is null if no live session has the code; `playerNo` is null if the player is not in. */
export interface JoinRow {
  no: number | null;
  id: string | null;
  playerNo: number | null;
  /** The session's count after the batch, or before it if the player had joined before; null if nobody has joined. */
  players: number | null;
  nickname: string;
  /** Whether the player had joined before, with the same key. */
  hasJoinedBefore: boolean;
  /** Why the session does not let the player in; null if it does, or if there is no session. */
  refusal: JoinRefusal | null;
  /** Until when the session may last as far as it is announced, in epoch ms; null if it is not. */
  lastsUntil: number | null;
}

/** Joins in columns, with one element per join. */
export interface JoinColumns {
  codes: string[];
  nicknames: string[];
  /** The nicknames as they are compared (`nicknameKey`). */
  nicknameKeys: string[];
  /** UUIDs; null for a join that is always a new player. */
  keys: (string | null)[];
}

/** As `maxPlayersOf` in the domain. */
const maxPlayers = `
  coalesce(s.max_players, least(${HIGHEST_MAX_PLAYERS}, greatest(${DEFAULT_MAX_PLAYERS}, 2 * s.expected_players)))`;

/** For a session in pace `self` without an end, a year. */
export const lastsUntil = `
  case when s.pace = 'self' and s.closes_at is null then greatest(s.opens_at, now()) + interval '335 days'
    else greatest(s.opens_at, s.closes_at) end`;

/** Whether a session takes new players. */
const acceptsPlayers = "(not s.locked and (s.late_join or s.opened_at is null))";

/**
 * Joins a whole batch in one statement: one block of player numbers per session, one row per player. The numbers of a
 * session are dense from 1. The counters are locked in the order of their sessions, so two batches cannot deadlock. While
 * a counter is locked nobody else joins its session, so a session never has more players than its limit.
 *
 * Sessions with unique nicknames always look up keys and nicknames. Others write the nickname's key and compare nothing.
 *
 * @param mayHaveJoined whether keys are looked up: whoever has joined with the same one is that player again. Without,
 *   a key that exists is the error UNIQUE_VIOLATION, and so is a nickname that another batch is writing; only keys of
 *   joins that the session does not accept, or that find no room, are then looked up
 * @param maxPlayersOfHost the most players of all sessions of a host, unless an operator has set another limit. Past
 *   it every session of the host is full; batches at the same time may pass it once
 * @returns one row per join, in the same order
 */
export async function join(
  db: Queryable,
  { codes, nicknames, nicknameKeys, keys }: JoinColumns,
  mayHaveJoined: boolean,
  maxPlayersOfHost: number,
): Promise<JoinRow[]> {
  return db.query<JoinRow>(
    `with batch as (
       select b.ord, b.nickname, b.nickname_key, b.key, s.no, s.id, s.unique_nicknames as is_unique,
         ${acceptsPlayers} as accepts_players, s.locked, s.opened_at,
         s.opened_at is not null and not s.late_join as is_late,
         ${epochMs(lastsUntil)} as lasts_until,
         case when $5 or s.unique_nicknames or not ${acceptsPlayers} then (
           select p.player_no from players p
           where p.session_no = s.no and p.join_key = b.key and p.removed_at is null) end as known_no,
         case when s.has_bans then exists (
           select from players p
           where p.session_no = s.no and p.join_key = b.key and p.banned_at is not null) else false end as is_banned,
         case when s.unique_nicknames then exists (
           select from players p
           where p.session_no = s.no and p.nickname_key = b.nickname_key and p.nickname_is_unique
             and p.removed_at is null) else false end as is_taken
       from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) with ordinality
         as b (code, nickname, nickname_key, key, ord)
       left join sessions s on s.code = b.code and s.ended_at is null
     ), candidates as (
       select ord, nickname, nickname_key, key, no, is_unique, is_taken
       from batch where accepts_players and known_no is null and not is_banned
     ), joining as (
       select ord, nickname, nickname_key, key, no, is_unique,
         row_number() over (partition by no order by ord)::int as position
       from candidates
       -- A subquery that does not depend on the row is hashed, and not run if no session needs it.
       where case when is_unique then not is_taken and ord in (
         select min(ord) from candidates where is_unique group by no, nickname_key) else true end
     ), added as (
       select no, count(*)::int as players from joining group by no
     ), locked as (
       select p.session_no, p.players from session_players p where p.session_no in (select no from added)
       order by p.session_no for update
     ), accepted as (
       select l.session_no, l.players as base, least(a.players, greatest(0, ${maxPlayers} - l.players + (
         select count(*)::int from players r where r.session_no = l.session_no and r.removed_at is not null
       )), greatest(0, coalesce(u.max_players, $6) - coalesce(h.players, 0)))::int as players
       from locked l join added a on a.no = l.session_no join sessions s on s.no = l.session_no
       left join host_players h on h.host = s.host left join host_usage u on u.host = s.host
     ), counted as (
       update session_players p set players = p.players + a.players
       from accepted a where p.session_no = a.session_no and a.players > 0
     ), inserted as (
       insert into players (session_no, player_no, nickname, nickname_key, nickname_is_unique, join_key)
       select j.no, a.base + j.position, j.nickname, j.nickname_key, j.is_unique, j.key
       from joining j join accepted a on a.session_no = j.no where j.position <= a.players
     )
     -- If the counter is gone, the session has been deleted at this moment: nobody has its code any more.
     select case when j.position is null or a.session_no is not null then b.no end as no, b.id,
       case when b.no is null or k.no is not null or j.position <= a.players then null
         when j.position is not null and a.session_no is null then null
         when b.is_banned then 'banned'
         when b.is_late then 'late'
         when b.locked then case when b.opened_at is null then 'lockedLobby' else 'lockedOpen' end
         when j.position is null then 'nicknameTaken' else 'full' end as refusal,
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
    [codes, nicknames, nicknameKeys, keys, mayHaveJoined, maxPlayersOfHost],
  );
}

/**
 * Locks the counters of the live sessions with these codes, in the order in which `join` locks them. Until the
 * transaction ends nobody else joins them, so statements after this one see every player that there is.
 */
export async function lockCounters(transaction: Queryable, codes: string[]): Promise<void> {
  await transaction.query(
    `select from session_players p
     where p.session_no in (select s.no from sessions s where s.code = any($1) and s.ended_at is null)
     order by p.session_no for update`,
    [codes],
  );
}
