import type { SessionRecord } from "../../platform/domain/session.ts";
import { ValidationError } from "../../platform/errors.ts";
import { assertOpen, assertStandsAt, type SessionChange, standsAt, wrongState } from "./transitions.ts";
import { aheadOf, followingTimes, programme, type TimeLimits } from "./window-plan.ts";

/** The steps with which a host changes the times of what is planned. As in transitions.ts, all times are epoch ms. */

/** How long a question may be open in all, in ms. */
export const MAX_WINDOW_MS = 3_600_000;

/** Past this a resumed programme counts its revisions from 0 again, so that they fit into a smallint. */
const REVISIONS = 10_000;

/**
 * Lets the open question close later, also in its time for reading. In pace `auto` all that follows is as much later.
 *
 * @param question the one that is open, as the host saw it; undefined: whichever it is
 * @throws WrongState unless the pace is `host` or `auto` and `question` is open and has a time limit; ValidationError if
 *   it would be open for more than an hour
 */
export function extend(
  session: SessionRecord,
  limits: TimeLimits,
  now: number,
  byMs: number,
  question?: number,
): SessionChange {
  if (session.settings.pace === "self")
    throw wrongState(session, "In pace self no single question can be extended.");
  assertOpen(session);
  assertStandsAt(session, now, question);
  const window = standsAt(session, now);
  if (!window || (window.closesAt !== null && window.closesAt <= now))
    throw wrongState(session, "No question is open.");
  if (window.closesAt === null) throw wrongState(session, "The open question has no time limit.");
  const leftMs = window.openedAt + MAX_WINDOW_MS - window.closesAt;
  if (byMs > leftMs) {
    throw new ValidationError([
      {
        path: "byMs",
        reason:
          leftMs < 1
            ? `cannot be added: a question may be open for at most ${MAX_WINDOW_MS} ms in all`
            : `must be at most ${leftMs} now: a question may be open for at most ${MAX_WINDOW_MS} ms in all`,
      },
    ]);
  }
  const extended = {
    question: window.question,
    openedAt: window.openedAt,
    closesAt: window.closesAt + byMs,
  };
  return { windowsToMove: [extended, ...followingTimes(session, limits, extended)] };
}

/**
 * Lets the programme wait once the open question has closed: what has not been shown is planned no more. A session that
 * is paused stays unchanged.
 *
 * @throws WrongState unless the pace is `auto`, the session is open, and a question follows
 */
export function pause(session: SessionRecord, now: number): SessionChange {
  assertAutoPaced(session);
  if (session.pausedAt !== null) return {};
  const ahead = aheadOf(session, now);
  if (ahead.length === 0) throw wrongState(session, "No question follows: there is nothing to pause.");
  return { pausedAt: now, windowsToDrop: ahead.map(({ question }) => question) };
}

/**
 * Lets the programme go on: the next question is shown now, but not before the gap after the last close. A session that
 * is not paused stays unchanged.
 *
 * @throws WrongState unless the pace is `auto` and the session is open
 */
export function resume(session: SessionRecord, limits: TimeLimits, now: number): SessionChange {
  assertAutoPaced(session);
  if (session.pausedAt === null) return {};
  const last = session.windows.at(-1);
  const shownFrom = Math.max(now, (last?.closesAt ?? 0) + session.settings.gapMs);
  // Answers that were graded with the old times must be graded again: no window had this revision before.
  const keyRevision = session.revision % REVISIONS;
  return {
    pausedAt: null,
    windowsToOpen: programme(session.settings, limits, (last?.question ?? 0) + 1, shownFrom).map(
      (window) => ({ ...window, keyRevision }),
    ),
  };
}

function assertAutoPaced(session: SessionRecord): void {
  if (session.settings.pace !== "auto")
    throw wrongState(session, "Only a session with pace auto can be paused and resumed.");
  assertOpen(session);
}
