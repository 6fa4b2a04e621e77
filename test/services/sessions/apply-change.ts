import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { SessionChange } from "../../../services/sessions/transitions.ts";

/** The session after a change, as the database would store it. */
export function applied(session: SessionRecord, change: SessionChange): SessionRecord {
  const closeTimes = new Map(change.windowsToClose?.map(({ question, closesAt }) => [question, closesAt]));
  const revealTimes = new Map(
    change.windowsToReveal?.map(({ question, revealedAt }) => [question, revealedAt]),
  );
  const windows = [...session.windows, ...(change.windowsToOpen ?? [])]
    .filter(({ question }) => !change.windowsToDrop?.includes(question))
    .map((window) => ({
      ...window,
      closesAt: closeTimes.get(window.question) ?? window.closesAt,
      revealedAt: revealTimes.get(window.question) ?? window.revealedAt,
    }))
    .sort((one, other) => one.openedAt - other.openedAt || one.question - other.question);
  return {
    ...session,
    revision: session.revision + 1,
    openedAt: change.openedAt ?? session.openedAt,
    endedAt: change.endedAt ?? session.endedAt,
    windows,
  };
}
