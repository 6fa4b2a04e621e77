import type { SessionRecord } from "../../platform/domain/session.ts";

/**
 * The time of a session, in epoch ms: `now`, but never before anything that has happened in it. The clocks of nodes
 * differ, and a node that starts after the system's clock was set back is behind those before it. Decisions are dated
 * by this time, so the windows of a session stay in order whichever node decides.
 *
 * @param decidedAt the time of the newest decision; null if none was recorded
 * @param now epoch ms by this node's clock
 */
export function sessionTime(
  {
    openedAt,
    endedAt,
    windows,
    settings,
  }: Pick<SessionRecord, "openedAt" | "endedAt" | "windows" | "settings">,
  decidedAt: number | null,
  now: number,
): number {
  let time = Math.max(now, decidedAt ?? 0, openedAt ?? 0, endedAt ?? 0);
  for (const window of windows) {
    time = Math.max(time, window.revealedAt ?? 0);
    // Written by a node of the release before, which records no decisions. In pace `host` it plans no windows.
    if (decidedAt === null && settings.pace === "host") time = Math.max(time, window.openedAt);
  }
  return time;
}
