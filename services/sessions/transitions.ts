import type { HostStep } from "../../platform/contracts/contracts.ts";
import { type QuestionWindow, type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { WrongState } from "../../platform/errors.ts";

/**
 * The transitions of a session: pure functions from its stored state to what changes. All times are epoch ms. A change
 * is decided and applied under the lock of the session's row, so it is always based on the newest state.
 */
export interface SessionChange {
  openedAt?: number;
  endedAt?: number;
  windowsToOpen?: QuestionWindow[];
  windowsToClose?: { question: number; closesAt: number }[];
  windowsToReveal?: { question: number; revealedAt: number }[];
  /** Questions whose planned windows will never open. */
  windowsToDrop?: number[];
}

/** If the scheduler is at most this late, in ms, `openedAt` is the announced time (`opensAt`), not the current time. */
const MAX_OPENING_DELAY_MS = 1000;

/** Time limits of the questions in ms, in order; null: no limit. */
export type TimeLimits = readonly (number | null)[];

/** Decides what changes in a session at `now` (epoch ms). @throws WrongState if the session's state forbids it */
export type Decide = (session: SessionRecord, limits: TimeLimits, now: number) => SessionChange;

/**
 * A host's step as a transition.
 *
 * @param question the one that the host saw, for `next` and `close`
 */
export function decideStep(step: HostStep, question?: number): Decide {
  switch (step) {
    case "open":
      return open;
    case "next":
      return (session, limits, now) => next(session, limits, now, question);
    case "close":
      return (session, _limits, now) => close(session, now, question);
    case "end":
      return (session, _limits, now) => end(session, now);
  }
}

/** Opens a session. @throws WrongState unless the session is in its lobby */
export function open(session: SessionRecord, limits: TimeLimits, now: number): SessionChange {
  if (stateOf(session) !== "lobby") throw wrongState(session, "The session has left its lobby.");
  return { openedAt: now, windowsToOpen: planWindows(session, limits, now) };
}

/**
 * Opens the next question.
 *
 * @param after the question that opened last, as the host saw it; undefined: whichever it is
 * @throws WrongState unless the pace is `host`, the session is open and stands at `after`, and a question is left
 */
export function next(session: SessionRecord, limits: TimeLimits, now: number, after?: number): SessionChange {
  assertHostPaced(session);
  assertStandsAt(session, after);
  const question = (session.windows.at(-1)?.question ?? 0) + 1;
  if (question > session.questions) throw wrongState(session, "This was the last question. End the session.");
  return {
    windowsToClose: closingNow(session, now),
    windowsToOpen: [newWindow(question, now, limits[question - 1] ?? null)],
  };
}

/**
 * Closes the open question.
 *
 * @param question the one that is open, as the host saw it; undefined: whichever it is
 * @throws WrongState unless the pace is `host` and `question` is open
 */
export function close(session: SessionRecord, now: number, question?: number): SessionChange {
  assertHostPaced(session);
  assertStandsAt(session, question);
  const windowsToClose = closingNow(session, now);
  if (windowsToClose.length === 0) throw wrongState(session, "No question is open.");
  return { windowsToClose };
}

/** Ends a session in any state. A session that has ended stays unchanged. */
export function end(session: SessionRecord, now: number): SessionChange {
  if (session.endedAt !== null) return {};
  return {
    endedAt: now,
    windowsToClose: closingNow(session, now),
    windowsToDrop:
      session.settings.pace === "auto"
        ? session.windows.filter((window) => window.openedAt > now).map((window) => window.question)
        : [],
  };
}

/**
 * What is due at `now`: opens a scheduled session, reveals closed questions after their grace, and ends a session that
 * is over.
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
    settings.pace !== "host" && session.endedAt === null && windowsToReveal.length === hidden.length;
  return { windowsToReveal, ...(isOver ? { endedAt: now } : {}) };
}

/** When the scheduler must process this session next, in epoch ms; null: never. */
export function dueAt(session: SessionRecord, now: number): number | null {
  const times: number[] = [];
  if (stateOf(session) === "lobby" && session.settings.opensAt !== null) times.push(session.settings.opensAt);
  for (const window of session.windows) {
    if (window.openedAt > now) times.push(window.openedAt);
    if (window.revealedAt === null && window.closesAt !== null) {
      times.push(window.closesAt + session.settings.graceMs);
    }
  }
  return times.length === 0 ? null : Math.min(...times);
}

function planWindows(session: SessionRecord, limits: TimeLimits, now: number): QuestionWindow[] {
  const { pace, closesAt, gapMs } = session.settings;
  if (pace === "host") return [newWindow(1, now, limits[0] ?? null)];
  if (pace === "self") {
    return limits.map((_, index) =>
      newWindow(index + 1, now, closesAt === null ? null : Math.max(0, closesAt - now)),
    );
  }
  let nextOpensAt = now;
  return limits.map((limit, index) => {
    const window = newWindow(index + 1, nextOpensAt, limit);
    nextOpensAt += (limit ?? 0) + gapMs;
    return window;
  });
}

function newWindow(question: number, openedAt: number, durationMs: number | null): QuestionWindow {
  const closesAt = durationMs === null ? null : openedAt + durationMs;
  return { question, openedAt, closesAt, revealedAt: null, keyRevision: 0 };
}

/** The windows that are open, as changes that close them now. */
function closingNow({ windows }: SessionRecord, now: number): { question: number; closesAt: number }[] {
  return windows
    .filter(({ openedAt, closesAt }) => openedAt <= now && (closesAt === null || closesAt > now))
    .map(({ question }) => ({ question, closesAt: now }));
}

function assertHostPaced(session: SessionRecord): void {
  if (session.settings.pace !== "host")
    throw wrongState(session, "Only a session with pace host can be moved by its host.");
  if (stateOf(session) !== "open") throw wrongState(session, "The session is not open.");
}

/** @throws WrongState if the step named a question and the session is at another */
function assertStandsAt(session: SessionRecord, named: number | undefined): void {
  const question = session.windows.at(-1)?.question;
  if (named === undefined || question === undefined || named === question) return;
  throw new WrongState(
    `The step is for question ${named}, but the session is at question ${question}.`,
    stateOf(session),
    question,
  );
}

function wrongState(session: SessionRecord, message: string): WrongState {
  return new WrongState(message, stateOf(session));
}
