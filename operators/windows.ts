import type { QuestionWindow, SessionRecord } from "../platform/domain/session.ts";
import { instant, type Table } from "./screen.ts";

/** So many windows fit a screen. */
const MOST_SHOWN = 20;

/**
 * A session's windows in the order of their opening; of many those around the one that opened last.
 *
 * @param now epoch ms
 */
export function windowsOf(session: SessionRecord, now: number): Table {
  const { windows, voided, keys, questions } = session;
  const newest = windows.findLastIndex(({ openedAt }) => openedAt <= now);
  const end = Math.min(windows.length, Math.max(MOST_SHOWN, newest + 1 + MOST_SHOWN / 2));
  const shown = windows.slice(Math.max(0, end - MOST_SHOWN), end);
  const part = shown.length < windows.length ? `, ${shown.length} of ${windows.length} shown` : "";
  return {
    title: `Windows (${questions} questions${part})`,
    none: "no question has been opened",
    head: ["question", "opens", "closes", "revealed", "state"],
    rows: shown.map((window) => [
      window.question,
      instant(window.openedAt),
      instant(window.closesAt),
      instant(window.revealedAt),
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
  if (openedAt > now) return "ahead";
  return closesAt === null || closesAt > now ? "open" : "in its grace";
}
