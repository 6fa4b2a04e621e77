import type { QuestionWindow, SessionRecord } from "../platform/domain/session.ts";
import { formatInstant, type Table } from "./screen.ts";

/** How many windows fit on a screen. */
const MAX_SHOWN = 20;

/**
 * A session's windows in the order in which they open. If there are too many, the ones around the newest open one.
 *
 * @param now epoch ms
 */
export function windowsTable(session: SessionRecord, now: number): Table {
  const { windows, voided, keys, questions } = session;
  const newestOpened = windows.findLastIndex(({ openedAt }) => openedAt <= now);
  const end = Math.min(windows.length, Math.max(MAX_SHOWN, newestOpened + 1 + MAX_SHOWN / 2));
  const shown = windows.slice(Math.max(0, end - MAX_SHOWN), end);
  const part = shown.length < windows.length ? `, ${shown.length} of ${windows.length} shown` : "";
  return {
    title: `Windows (${questions} questions${part})`,
    emptyText: "no question has been opened",
    columns: ["question", "opens", "closes", "revealed", "state"],
    rows: shown.map((window) => [
      window.question,
      formatInstant(window.openedAt),
      formatInstant(window.closesAt),
      formatInstant(window.revealedAt),
      [
        stateOf(window, now),
        ...(voided.includes(window.question) ? ["voided"] : []),
        ...(keys[window.question] ? [`key corrected (${window.keyRevision})`] : []),
      ].join(", "),
    ]),
  };
}

function stateOf({ openedAt, closesAt, revealedAt }: QuestionWindow, now: number): string {
  if (revealedAt !== null) return "closed";
  if (openedAt > now) return "scheduled";
  return closesAt === null || closesAt > now ? "open" : "in grace";
}
