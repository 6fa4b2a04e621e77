import type { ReturningPlayers } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { lastsUntil } from "./players.repo.ts";
import { epochMs } from "./session-rows.repo.ts";

/** Who wants to come back. The session is null if no live one has the code, the nickname if it has no such player. */
export interface ReturningRow {
  no: number | null;
  id: string | null;
  nickname: string | null;
  isRemoved: boolean;
  isBanned: boolean;
  /** As in `JoinRow`. */
  lastsUntil: number | null;
}

/**
 * Looks up a batch of players by join code and player number, in one statement. Nothing is written or locked.
 *
 * @param codes in their stored form
 * @returns one row per element, in the same order
 */
export function returning(
  db: Queryable,
  codes: readonly string[],
  players: readonly number[],
): Promise<ReturningRow[]> {
  return db.query<ReturningRow>(
    `select s.no, s.id, p.nickname, p.removed_at is not null as "isRemoved",
       p.banned_at is not null as "isBanned", ${epochMs(lastsUntil)} as "lastsUntil"
     from unnest($1::text[], $2::int[]) with ordinality as b (code, player_no, ord)
     left join sessions s on s.code = b.code and s.ended_at is null
     left join players p on p.session_no = s.no and p.player_no = b.player_no
     order by b.ord`,
    [codes, players],
  );
}

/** The rows of a batch as the gateway gets them. */
export function toReturningPlayers(rows: readonly ReturningRow[]): ReturningPlayers {
  return {
    sessionId: rows.map(({ id }) => id),
    sessionNo: rows.map(({ no }) => no ?? 0),
    nickname: rows.map(({ nickname }) => nickname),
    isRemoved: rows.map(({ isRemoved }) => isRemoved),
    isBanned: rows.map(({ isBanned }) => isBanned),
    lastsUntil: rows.map((row) => Math.ceil(row.lastsUntil ?? 0)),
  };
}
