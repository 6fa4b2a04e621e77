import { type Arrival, JOIN_STATUS, type JoinVerdicts } from "../../platform/contracts/contracts.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../platform/database/database.ts";
import { nicknameKey } from "./nickname-key.ts";
import type { PlayerCount } from "./player-count-broadcaster.ts";
import { type JoinColumns, type JoinRow, join, lockCounters } from "./players.repo.ts";

/** How often a batch is sent again under locks. Once is enough, unless a code has become another session's meanwhile. */
const MAX_RETRIES = 3;

/** Joins as they come: with one element per join. */
export type Joins = Omit<JoinColumns, "nicknameKeys">;

/**
 * Joins a batch of players. A join with the same code and key as an earlier one, of this batch or of any before it, is
 * the same player again. Such keys are rare, so they are looked up only after the unique index has found one. In a
 * session with unique nicknames the first join with a nickname gets it, of this batch or of any before it.
 *
 * @param maxPlayersOfHost as in `join`
 * @returns one row per join, in the same order
 */
export async function joinPlayers(
  db: Database,
  columns: Joins,
  maxPlayersOfHost = Number.MAX_SAFE_INTEGER,
): Promise<JoinRow[]> {
  const firsts = firstOfEach(columns);
  const rows = await joinDistinct(
    db,
    pick(
      columns,
      [...firsts.keys()].filter((index) => firsts[index] === index),
    ),
    maxPlayersOfHost,
  );
  let next = 0;
  const rowOf = firsts.map((first, index) => (first === index ? next++ : -1));
  return firsts.map((first, index) => {
    const row = rows[rowOf[first]!]!;
    return first === index || row.playerNo === null ? row : { ...row, hasJoinedBefore: true };
  });
}

/** The rows of a batch as the gateway gets them. */
export function toVerdicts(rows: readonly JoinRow[]): JoinVerdicts {
  return {
    status: rows.map(statusOf),
    ...(rows.some(({ refusal }) => refusal !== null) ? { refusal: rows.map(({ refusal }) => refusal) } : {}),
    sessionId: rows.map(({ id }) => id),
    sessionNo: rows.map(({ no }) => no ?? 0),
    playerNo: rows.map(({ playerNo }) => playerNo ?? 0),
    nickname: rows.map(({ nickname }) => nickname),
    hasJoinedBefore: rows.map(({ hasJoinedBefore }) => hasJoinedBefore),
    lastsUntil: rows.map(({ lastsUntil }) => Math.ceil(lastsUntil ?? 0)),
  };
}

/** Per session of a batch: its count of players afterwards, and who has joined, in the order of joining. */
export function arrivalsBySession(
  rows: readonly JoinRow[],
): Iterable<{ count: PlayerCount; arrivals: Arrival[] }> {
  const sessions = new Map<number, { count: PlayerCount; arrivals: Arrival[] }>();
  for (const { no, id, players, playerNo, nickname, hasJoinedBefore } of rows) {
    if (no === null || id === null || players === null || playerNo === null) continue;
    const session = sessions.getOrInsertComputed(no, () => ({
      count: { sessionNo: no, sessionId: id, players },
      arrivals: [],
    }));
    if (players > session.count.players) session.count.players = players;
    if (!hasJoinedBefore) session.arrivals.push({ playerNo, nickname });
  }
  return sessions.values();
}

/** Gateways of the release before know no other status: for them every refusal is one of these two. */
function statusOf({ no, playerNo, refusal }: JoinRow): number {
  if (no === null) return JOIN_STATUS.unknownCode;
  if (playerNo !== null) return JOIN_STATUS.joined;
  return refusal === "full" ? JOIN_STATUS.full : JOIN_STATUS.tooLate;
}

/**
 * First without locks, which is enough for nearly all batches. If another batch has written one of its keys or
 * nicknames at the same moment, nothing was written: it is sent again under locks, and sees what there is.
 */
async function joinDistinct(db: Database, joins: Joins, maxPlayersOfHost: number): Promise<JoinRow[]> {
  const columns = { ...joins, nicknameKeys: joins.nicknames.map(nicknameKey) };
  for (let retries = 0; ; retries++) {
    try {
      const rows =
        retries === 0
          ? await join(db, columns, false, maxPlayersOfHost)
          : await db.transaction(async (transaction) => {
              await lockCounters(transaction, columns.codes);
              return join(transaction, columns, true, maxPlayersOfHost);
            });
      return likeFirstWithName(rows, columns.nicknameKeys);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || retries === MAX_RETRIES) throw error;
    }
  }
}

/**
 * Of the joins with one nickname, only the first of the batch is tried. If the session had no room for it, then the others
 * found no room either: nobody has the nickname.
 */
function likeFirstWithName(rows: JoinRow[], nicknameKeys: readonly string[]): JoinRow[] {
  if (!rows.some(({ refusal }) => refusal === "nicknameTaken")) return rows;
  const nameOf = (index: number) => `${rows[index]!.no}/${nicknameKeys[index]}`;
  const isFull = ({ refusal }: JoinRow) => refusal === "full";
  const full = new Set(rows.flatMap((row, index) => (isFull(row) ? [nameOf(index)] : [])));
  return rows.map((row, index) =>
    row.refusal === "nicknameTaken" && full.has(nameOf(index)) ? { ...row, refusal: "full" } : row,
  );
}

/** For each join the index of the first one with the same code and key, which is mostly its own. */
function firstOfEach({ codes, keys }: Joins): number[] {
  const indexes = new Map<string, number>();
  return keys.map((key, index) =>
    key === null ? index : indexes.getOrInsert(`${codes[index]}/${key}`, index),
  );
}

function pick({ codes, nicknames, keys }: Joins, indexes: readonly number[]): Joins {
  if (indexes.length === keys.length) return { codes, nicknames, keys };
  return {
    codes: indexes.map((index) => codes[index]!),
    nicknames: indexes.map((index) => nicknames[index]!),
    keys: indexes.map((index) => keys[index]!),
  };
}
