import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { SessionChange } from "../../../services/sessions/transitions.ts";

/** The session after a change, as the database would store it. */
export function applied(session: SessionRecord, change: SessionChange): SessionRecord {
  const closeTimes = new Map(change.windowsToClose?.map(({ question, closesAt }) => [question, closesAt]));
  const moves = new Map(change.windowsToMove?.map((times) => [times.question, times]));
  const revealTimes = new Map(
    change.windowsToReveal?.map(({ question, revealedAt }) => [question, revealedAt]),
  );
  const windows = [...session.windows, ...(change.windowsToOpen ?? [])]
    .filter(({ question }) => !change.windowsToDrop?.includes(question))
    .map((window) => {
      const closesAt = closeTimes.get(window.question);
      const times = {
        openedAt: Math.min(window.openedAt, closesAt ?? window.openedAt),
        closesAt: closesAt ?? window.closesAt,
        ...moves.get(window.question),
      };
      const keyRevision = window.keyRevision + (times.openedAt === window.openedAt ? 0 : 1);
      const revealedAt = revealTimes.get(window.question) ?? window.revealedAt;
      return { ...window, ...times, keyRevision, revealedAt };
    })
    .sort((one, other) => one.openedAt - other.openedAt || one.question - other.question);
  return {
    ...session,
    revision: session.revision + 1,
    openedAt: change.openedAt ?? session.openedAt,
    endedAt: change.endedAt ?? session.endedAt,
    pausedAt: change.pausedAt === undefined ? session.pausedAt : change.pausedAt,
    windows,
  };
}
