import {
  type Arrival,
  MAX_ARRIVALS,
  type ParamsOut,
  type Results,
  type RosterEntry,
} from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { nicknameKey } from "./nickname-key.ts";
import { epochMs } from "./session-rows.repo.ts";

/** How many players a page examines at most: a search in a session of a million stays some 30 ms for each. */
export const EXAMINED_PER_PAGE = 50_000;

const columns = `
  player_no as "playerNo", nickname, ${epochMs("joined_at")} as "joinedAt", banned_at is not null as banned`;

/** Whatever case, width and composition; rows of the release before have no key, and for them case only. */
const matches = "($5::text is null or strpos(nickname_key, $5) > 0 or strpos(lower(nickname), $6) > 0)";

/**
 * A page of a session's players who are in, or of those who were removed, in order of their numbers. It has fewer players
 * than `limit`, or none, if more would have to be examined than EXAMINED_PER_PAGE; then `next` says where to go on.
 */
export async function rosterPage(
  db: Queryable,
  { session, after, limit, removed, search }: ParamsOut<"sessions.roster">,
): Promise<Results["sessions.roster"]> {
  const end = Math.min(after + EXAMINED_PER_PAGE, 2_147_483_647);
  const text = search === undefined ? [null, null] : [nicknameKey(search), search.toLowerCase().trim()];
  const select = removed ? removedPlayers : presentPlayers;
  const rows = await db.query<RosterEntry>(select, [session, after, end, limit + 1, ...text]);
  if (rows.length > limit) {
    const items = rows.slice(0, limit);
    return { items, next: items.at(-1)!.playerNo };
  }
  return { items: rows, next: !removed && end < (await lastPlayer(db, session)) ? end : null };
}

const presentPlayers = `
  select ${columns} from players
  where session_no = $1 and player_no > $2 and player_no <= $3 and removed_at is null and ${matches}
  order by player_no limit $4`;

/** Few of a large session are removed: their own index finds them, so there is no need to go through all players. */
const removedPlayers = `
  with removed as materialized (
    select player_no, nickname, nickname_key, joined_at, banned_at from players
    where session_no = $1 and removed_at is not null)
  select ${columns} from removed
  where player_no > $2 and $3::int is not null and ${matches} order by player_no limit $4`;

async function lastPlayer(db: Queryable, sessionNo: number): Promise<number> {
  const rows = await db.query<{ players: number }>(
    "select players from session_players where session_no = $1",
    [sessionNo],
  );
  return rows[0]?.players ?? 0;
}

/** The players of a session who joined last and are in, in order of their numbers. */
export async function newestPlayers(db: Queryable, sessionNo: number): Promise<Arrival[]> {
  const rows = await db.query<Arrival>(
    `select player_no as "playerNo", nickname from players
     where session_no = $1 and removed_at is null order by player_no desc limit ${MAX_ARRIVALS}`,
    [sessionNo],
  );
  return rows.reverse();
}
