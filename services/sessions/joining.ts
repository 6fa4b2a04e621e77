import { JOIN_STATUS, type JoinVerdicts } from "../../platform/contracts/contracts.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../platform/database/database.ts";
import { type JoinColumns, type JoinRow, join } from "./players.repo.ts";

/** How often a batch is sent again because another one with the same keys is being written. */
const MAX_RETRIES = 10;

/**
 * Joins a batch of players. A join with the same code and key as an earlier one, of this batch or of any before it, is
 * the same player again. Such keys are rare, so they are looked up only after the unique index has found one.
 *
 * @param maxPlayersOfHost as in `join`
 * @returns one row per join, in the same order
 */
export async function joinPlayers(
  db: Database,
  columns: JoinColumns,
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
    sessionId: rows.map(({ id }) => id),
    sessionNo: rows.map(({ no }) => no ?? 0),
    playerNo: rows.map(({ playerNo }) => playerNo ?? 0),
    nickname: rows.map(({ nickname }) => nickname),
    hasJoinedBefore: rows.map(({ hasJoinedBefore }) => hasJoinedBefore),
    lastsUntil: rows.map(({ lastsUntil }) => Math.ceil(lastsUntil ?? 0)),
  };
}

function statusOf({ no, playerNo, isFull }: JoinRow): number {
  if (no === null) return JOIN_STATUS.unknownCode;
  if (isFull) return JOIN_STATUS.full;
  return playerNo === null ? JOIN_STATUS.tooLate : JOIN_STATUS.joined;
}

async function joinDistinct(
  db: Database,
  columns: JoinColumns,
  maxPlayersOfHost: number,
): Promise<JoinRow[]> {
  for (let retries = 0; ; retries++) {
    try {
      return await join(db, columns, retries > 0, maxPlayersOfHost);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION || retries === MAX_RETRIES) throw error;
    }
  }
}

/** For each join the index of the first one with the same code and key, which is mostly its own. */
function firstOfEach({ codes, keys }: JoinColumns): number[] {
  const indexes = new Map<string, number>();
  return keys.map((key, index) =>
    key === null ? index : indexes.getOrInsert(`${codes[index]}/${key}`, index),
  );
}

function pick({ codes, nicknames, keys }: JoinColumns, indexes: readonly number[]): JoinColumns {
  if (indexes.length === keys.length) return { codes, nicknames, keys };
  return {
    codes: indexes.map((index) => codes[index]!),
    nicknames: indexes.map((index) => nicknames[index]!),
    keys: indexes.map((index) => keys[index]!),
  };
}
