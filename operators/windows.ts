import {
  type QuestionWindow,
  type SessionRecord,
  type SessionSettings,
  shownAt,
} from "../platform/domain/session.ts";
import { foldRows, formatInstant, type Table } from "./screen.ts";

/** How many rows fit on a screen. */
const MAX_SHOWN = 20;

/**
 * A session's windows in the order in which they open, equal ones in one row. If there are too many rows, the ones around
 * the newest open one.
 *
 * @param now epoch ms
 */
export function windowsTable(session: SessionRecord, now: number): Table {
  const { windows, voided, keys, questions, settings } = session;
  const rows = foldRows(
    windows.map((window) => [
      window.question,
      formatInstant(window.openedAt),
      formatInstant(window.closesAt),
      formatInstant(window.revealedAt),
      [
        stateOf(window, settings, now),
        ...(voided.includes(window.question) ? ["voided"] : []),
        ...(keys[window.question] ? ["key corrected"] : []),
      ].join(", "),
    ]),
  );
  const newestOpened = rows.findLastIndex(([, opens]) => opens! <= formatInstant(now));
  const end = Math.min(rows.length, Math.max(MAX_SHOWN, newestOpened + 1 + MAX_SHOWN / 2));
  const shown = rows.slice(Math.max(0, end - MAX_SHOWN), end);
  const part = shown.length < rows.length ? `, ${shown.length} of ${rows.length} rows shown` : "";
  return {
    title: `Windows (${questions} questions${part})`,
    emptyText: "no question has been opened",
    columns: ["question", "opens", "closes", "revealed", "state"],
    rows: shown,
  };
}

function stateOf(window: QuestionWindow, settings: SessionSettings, now: number): string {
  const { openedAt, closesAt, revealedAt } = window;
  if (revealedAt !== null) return "closed";
  if (openedAt > now) return shownAt(window, settings) > now ? "scheduled" : "being read";
  return closesAt === null || closesAt > now ? "open" : "in grace";
}
