import type { SessionRecord } from "../../../platform/domain/session.ts";
import type { Change } from "../../../services/sessions/transitions.ts";

/** What stands after a change, as the database would have it. */
export function applied(session: SessionRecord, change: Change): SessionRecord {
  const closes = new Map(change.closes?.map(({ question, closesAt }) => [question, closesAt]));
  const reveals = new Map(change.reveals?.map(({ question, revealedAt }) => [question, revealedAt]));
  const windows = [...session.windows, ...(change.opens ?? [])]
    .filter(({ question }) => !change.drops?.includes(question))
    .map((window) => ({
      ...window,
      closesAt: closes.get(window.question) ?? window.closesAt,
      revealedAt: reveals.get(window.question) ?? window.revealedAt,
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
