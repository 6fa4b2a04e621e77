import type { RosterEntry } from "../../platform/contracts/contracts.ts";
import type { Queryable } from "../../platform/database/database.ts";
import { NicknameTaken } from "../../platform/errors.ts";
import { nicknameKey } from "./nickname-key.ts";
import { epochMs } from "./session-rows.repo.ts";

/** How many players one statement examines, so that none takes long: some 30 ms. */
const EXAMINED_AT_ONCE = 50_000;

/**
 * Marks players as removed, and as banned if `ban` says so. Whoever is removed already stays so.
 *
 * @returns how many of them there are
 */
export async function remove(
  transaction: Queryable,
  sessionNo: number,
  playerNos: number[],
  ban = false,
): Promise<number> {
  const rows = await transaction.query(
    `update players set removed_at = coalesce(removed_at, now()),
       banned_at = case when $3 then coalesce(banned_at, now()) else banned_at end
     where session_no = $1 and player_no = any($2::int[]) returning player_no`,
    [sessionNo, playerNos, ban],
  );
  if (ban) await transaction.query("update sessions set has_bans = true where no = $1", [sessionNo]);
  return rows.length;
}

/** The numbers of all players with a nickname, removed ones included. Reads every player of the session. */
export async function playersNamed(db: Queryable, sessionNo: number, nickname: string): Promise<number[]> {
  const key = nicknameKey(nickname);
  const [counter] = await db.query<{ players: number }>(
    "select players from session_players where session_no = $1",
    [sessionNo],
  );
  const found: number[] = [];
  for (let after = 0; after < (counter?.players ?? 0); after += EXAMINED_AT_ONCE) {
    const rows = await db.query<{ player_no: number; nickname: string; isSame: boolean | null }>(
      `select player_no, nickname, nickname_key = $4 as "isSame" from players
       where session_no = $1 and player_no > $2 and player_no <= $3
         and (nickname_key = $4 or nickname_key is null) order by player_no`,
      [sessionNo, after, after + EXAMINED_AT_ONCE, key],
    );
    for (const row of rows) {
      // Rows of the release before have no key.
      if (row.isSame ?? nicknameKey(row.nickname) === key) found.push(row.player_no);
    }
  }
  return found;
}

interface PlayerRow {
  nickname: string;
  joinedAt: number;
  isRemoved: boolean;
}

/**
 * Takes the removal of a player back, and the ban. If somebody new has joined with the player's key meanwhile, the key
 * is theirs.
 *
 * @param isUnique whether no other player of the session may have the nickname
 * @returns the player, and whether they were removed; null if there is no such player
 * @throws NicknameTaken
 */
export async function restore(
  transaction: Queryable,
  sessionNo: number,
  playerNo: number,
  isUnique: boolean,
): Promise<{ player: RosterEntry; wasRemoved: boolean } | null> {
  // Nobody joins meanwhile: what is free now stays free until this transaction ends.
  await transaction.query("select from session_players where session_no = $1 for update", [sessionNo]);
  const [row] = await transaction.query<PlayerRow>(
    `select nickname, ${epochMs("joined_at")} as "joinedAt", removed_at is not null as "isRemoved"
     from players where session_no = $1 and player_no = $2`,
    [sessionNo, playerNo],
  );
  if (!row) return null;
  const player = { playerNo, nickname: row.nickname, joinedAt: row.joinedAt, banned: false };
  if (!row.isRemoved) return { player, wasRemoved: false };
  const key = nicknameKey(row.nickname);
  if (isUnique && (await isTaken(transaction, sessionNo, key))) throw new NicknameTaken();
  await transaction.query(
    `update players p set removed_at = null, banned_at = null, nickname_key = $3, nickname_is_unique = $4,
       join_key = case when exists (
         select from players o
         where o.session_no = $1 and o.join_key = p.join_key and o.removed_at is null) then null else p.join_key end
     where p.session_no = $1 and p.player_no = $2`,
    [sessionNo, playerNo, key, isUnique],
  );
  await transaction.query(
    `update sessions set has_bans = exists (
       select from players where session_no = $1 and banned_at is not null)
     where no = $1 and has_bans`,
    [sessionNo],
  );
  return { player, wasRemoved: true };
}

async function isTaken(transaction: Queryable, sessionNo: number, key: string): Promise<boolean> {
  const rows = await transaction.query(
    `select from players
     where session_no = $1 and nickname_key = $2 and nickname_is_unique and removed_at is null limit 1`,
    [sessionNo, key],
  );
  return rows.length > 0;
}
