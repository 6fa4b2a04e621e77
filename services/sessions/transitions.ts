import {
  type QuestionWindow,
  type SessionRecord,
  shownAt,
  stateOf,
  windowOf,
} from "../../platform/domain/session.ts";
import { WrongState } from "../../platform/errors.ts";
import {
  aheadOf,
  followingTimes,
  newWindow,
  planWindows,
  shownBy,
  type TimeLimits,
  unclosed,
  type WindowTimes,
} from "./window-plan.ts";

/**
 * The transitions of a session: pure functions from its stored state to what changes. All times are epoch ms. A change
 * is decided and applied under the lock of the session's row, so it is always based on the newest state.
 */
export interface SessionChange {
  openedAt?: number;
  endedAt?: number;
  /** Null: the programme goes on. */
  pausedAt?: number | null;
  windowsToOpen?: QuestionWindow[];
  /** If a question closes before its window has opened, the window opens at the same time: no answer is in it. */
  windowsToClose?: { question: number; closesAt: number }[];
  windowsToMove?: WindowTimes[];
  windowsToReveal?: { question: number; revealedAt: number }[];
  /** Questions whose planned windows will never open. */
  windowsToDrop?: number[];
}

/** If the scheduler is at most this late, in ms, `openedAt` is the announced time (`opensAt`), not the current time. */
const MAX_OPENING_DELAY_MS = 1000;

/** Decides what changes in a session at `now` (epoch ms). @throws WrongState if the session's state forbids it */
export type Decide = (session: SessionRecord, limits: TimeLimits, now: number) => SessionChange;

/** Opens a session. @throws WrongState unless the session is in its lobby */
export function open(session: SessionRecord, limits: TimeLimits, now: number): SessionChange {
  if (stateOf(session) !== "lobby") throw wrongState(session, "The session has left its lobby.");
  return { openedAt: now, windowsToOpen: planWindows(session, limits, now) };
}

/**
 * Shows the next question now. Its window opens after the time for reading.
 *
 * @param after the question that was shown last, as the host saw it; undefined: whichever it is
 * @throws WrongState unless the pace is `host`, the session is open and stands at `after`, and a question is left
 */
export function next(session: SessionRecord, limits: TimeLimits, now: number, after?: number): SessionChange {
  assertHostPaced(session);
  assertStandsAt(session, now, after);
  const question = (session.windows.at(-1)?.question ?? 0) + 1;
  if (question > session.questions) throw wrongState(session, "This was the last question. End the session.");
  return {
    windowsToClose: closingNow(session, now),
    windowsToOpen: [newWindow(question, now + session.settings.readMs, limits[question - 1] ?? null)],
  };
}

/**
 * Closes the open question, also in its time for reading.
 *
 * @param question the one that is open, as the host saw it; undefined: whichever it is
 * @throws WrongState unless the pace is `host` and `question` is open
 */
export function close(session: SessionRecord, now: number, question?: number): SessionChange {
  assertHostPaced(session);
  assertStandsAt(session, now, question);
  const windowsToClose = closingNow(session, now);
  if (windowsToClose.length === 0) throw wrongState(session, "No question is open.");
  return { windowsToClose };
}

/**
 * Closes a question that everyone has answered. In pace `auto` all that follows comes so much earlier.
 *
 * @returns an empty change if the question is not open, or not yet
 */
export function closeAnswered(
  session: SessionRecord,
  limits: TimeLimits,
  now: number,
  question: number,
): SessionChange {
  const window = windowOf(session, question);
  const isOpen = window && window.openedAt <= now && (window.closesAt === null || window.closesAt > now);
  if (!isOpen || session.settings.pace === "self" || stateOf(session) !== "open") return {};
  const closing = { question, closesAt: now };
  return { windowsToClose: [closing], windowsToMove: followingTimes(session, limits, closing) };
}

/** Ends a session in any state. A session that has ended stays unchanged. */
export function end(session: SessionRecord, now: number): SessionChange {
  if (session.endedAt !== null) return {};
  return {
    endedAt: now,
    ...(session.pausedAt === null ? {} : { pausedAt: null }),
    windowsToClose: closingNow(session, now),
    windowsToDrop:
      session.settings.pace === "auto" ? aheadOf(session, now).map(({ question }) => question) : [],
  };
}

/**
 * What is due at `now`: opens a scheduled session, reveals closed questions after their grace, and ends a session that
 * is over. A session that is paused is not over.
 */
export function tick(session: SessionRecord, limits: TimeLimits, now: number): SessionChange {
  const { settings } = session;
  if (stateOf(session) === "lobby") {
    if (settings.opensAt === null || settings.opensAt > now) return {};
    return open(session, limits, now - settings.opensAt <= MAX_OPENING_DELAY_MS ? settings.opensAt : now);
  }
  const hidden = session.windows.filter((window) => window.revealedAt === null);
  const windowsToReveal = hidden
    .filter((window) => window.closesAt !== null && window.closesAt + settings.graceMs <= now)
    .map((window) => ({ question: window.question, revealedAt: now }));
  const isOver =
    settings.pace !== "host" &&
    session.endedAt === null &&
    session.pausedAt === null &&
    windowsToReveal.length === hidden.length;
  return { windowsToReveal, ...(isOver ? { endedAt: now } : {}) };
}

/**
 * When the scheduler must process this session next, in epoch ms; null: never. When a question is shown, nothing is
 * decided, but the gateways are told.
 */
export function dueAt(session: SessionRecord, now: number): number | null {
  const { settings } = session;
  const times: number[] = [];
  if (stateOf(session) === "lobby" && settings.opensAt !== null) times.push(settings.opensAt);
  for (const window of session.windows) {
    const shown = shownAt(window, settings);
    if (shown > now) times.push(shown);
    if (window.revealedAt === null && window.closesAt !== null) {
      times.push(window.closesAt + settings.graceMs);
    }
  }
  return times.length === 0 ? null : Math.min(...times);
}

/** The windows that are open or about to open, as changes that close them now. */
function closingNow(session: SessionRecord, now: number): { question: number; closesAt: number }[] {
  return unclosed(session, now).map(({ question }) => ({ question, closesAt: now }));
}

function assertHostPaced(session: SessionRecord): void {
  if (session.settings.pace !== "host")
    throw wrongState(session, "Only a session with pace host can be moved by its host.");
  assertOpen(session);
}

/** @throws WrongState unless the session is open */
export function assertOpen(session: SessionRecord): void {
  if (stateOf(session) !== "open") throw wrongState(session, "The session is not open.");
}

/** The window of the question at which a session stands in pace `host` or `auto`: the one that was shown last. */
export function standsAt(session: SessionRecord, now: number): QuestionWindow | undefined {
  return session.settings.pace === "host" ? session.windows.at(-1) : shownBy(session, now).at(-1);
}

/** @throws WrongState if the step named a question and the session is at another */
export function assertStandsAt(session: SessionRecord, now: number, named: number | undefined): void {
  const question = standsAt(session, now)?.question;
  if (named === undefined || question === undefined || named === question) return;
  throw new WrongState(
    `The step is for question ${named}, but the session is at question ${question}.`,
    stateOf(session),
    question,
  );
}

/** The error of a step that the session's state forbids. */
export function wrongState(session: SessionRecord, message: string): WrongState {
  return new WrongState(message, stateOf(session));
}
