import type { Events } from "../../../platform/contracts/contracts.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { Snapshot } from "../../../platform/domain/stats.ts";
import type { SessionCache } from "../caches/session-cache.ts";
import type { SnapshotCache } from "../caches/snapshot-cache.ts";
import type { EventHub } from "./event-hub.ts";

/** Each function applies a change to the cache; if it changes the cached copy, the event streams get it too. */
interface Targets {
  readonly sessions: SessionCache;
  readonly snapshots: SnapshotCache;
  readonly events: EventHub;
}

/** Applies a session from an event or from the reply to a command. */
export function applySession({ sessions, events }: Omit<Targets, "snapshots">, record: SessionRecord): void {
  const session = sessions.applyRecord(record);
  if (session) events.sessionChanged(session);
}

/** Applies the number of players who have joined, and who they are. A node of the release before says only how many. */
export function applyPlayerCount(
  { sessions, events }: Omit<Targets, "snapshots">,
  { sessionId, players, arrivals = [], more = 0 }: Events["players.joined"],
): void {
  const session = sessions.applyPlayerCount(sessionId, players);
  if (session) events.playersChanged(session);
  events.playersArrived(sessionId, arrivals, more);
}

/** Applies an update of the stats. If the session is streamed but its stats are not cached, they are loaded. */
export function applyStats({ snapshots, events }: Omit<Targets, "sessions">, update: Snapshot): void {
  const snapshot = snapshots.apply(update);
  if (snapshot) {
    events.statsChanged(
      snapshot,
      update.questions.map(({ question }) => question),
    );
  } else events.loadMissingStats(update.sessionNo);
}
