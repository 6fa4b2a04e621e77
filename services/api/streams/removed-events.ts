import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { SessionEvent } from "./session-events.ts";

/** How many removals at once are told to hosts and screens, by event; of more, those of the newest players. */
const MAX_TOLD = 1000;

/** A player who was removed, or banned after a removal. */
export interface RemovedPlayer {
  playerNo: number;
  /** Absent unless it is for good. */
  banned?: true;
}

/** Who was removed or banned between two records of a session, in order of player numbers. */
export function removedSince(before: SessionRecord, after: SessionRecord): RemovedPlayer[] {
  if (after.removed.length === 0) return [];
  const [removed, bannedBefore] = [new Set(before.removed), new Set(before.banned)];
  // A record of a node of the release before has no list of banned players.
  const banned = new Set(after.banned);
  return after.removed
    .filter((no) => !removed.has(no) || (banned.has(no) && !bannedBefore.has(no)))
    .map((playerNo) => removedPlayer(playerNo, banned.has(playerNo)));
}

export function removedPlayer(playerNo: number, isBanned: boolean): RemovedPlayer {
  return { playerNo, ...(isBanned ? { banned: true } : {}) };
}

/** The events `removed` for hosts and screens, which may show the names. */
export function removedEvents(removed: readonly RemovedPlayer[]): SessionEvent[] {
  return removed.slice(-MAX_TOLD).map((data) => ({ event: "removed", data }));
}
