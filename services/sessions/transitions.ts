import { type QuestionWindow, type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { WrongState } from "../../platform/errors.ts";

/**
 * How a session moves: pure functions from what stands in the database to what should stand there next. Times
 * are epoch ms. Whoever applies a change holds the session's row, so each is decided on the newest state.
 */
export interface Change {
  openedAt?: number;
  endedAt?: number;
  opens?: QuestionWindow[];
  closes?: { question: number; closesAt: number }[];
  reveals?: { question: number; revealedAt: number }[];
  /** Planned windows that will now never open. */
  drops?: number[];
}

/** The clock may be this late, in ms, and still open a session as of the time that was announced. */
const PUNCTUAL_MS = 1000;

/** Time limits of the questions in ms, in order; null has none. */
export type TimeLimits = readonly (number | null)[];

/** @throws WrongState unless the session waits in its lobby */
export function open(session: SessionRecord, limits: TimeLimits, now: number): Change {
  if (stateOf(session) !== "lobby") throw wrong(session, "The session is not in its lobby any more.");
  return { openedAt: now, opens: plan(session, limits, now) };
}

/** @throws WrongState unless the pace is `host`, the session open, and a question left */
export function next(session: SessionRecord, limits: TimeLimits, now: number): Change {
  requireHostsStep(session);
  const question = (session.windows.at(-1)?.question ?? 0) + 1;
  if (question > session.questions) throw wrong(session, "There is no further question; end the session.");
  return {
    closes: openNow(session, now).map((window) => ({ question: window.question, closesAt: now })),
    opens: [windowFrom(question, now, limits[question - 1] ?? null)],
  };
}

/** @throws WrongState unless the pace is `host` and a question open */
export function close(session: SessionRecord, now: number): Change {
  requireHostsStep(session);
  const closes = openNow(session, now).map((window) => ({ question: window.question, closesAt: now }));
  if (closes.length === 0) throw wrong(session, "No question is open.");
  return { closes };
}

/** Ends a session in whatever state; one that has ended stays as it is. */
export function end(session: SessionRecord, now: number): Change {
  if (session.endedAt !== null) return {};
  return {
    endedAt: now,
    closes: openNow(session, now).map((window) => ({ question: window.question, closesAt: now })),
    drops:
      session.settings.pace === "auto"
        ? session.windows.filter((window) => window.openedAt > now).map((window) => window.question)
        : [],
  };
}

/**
 * What the clock owes a session at `now`: opens what is scheduled, reveals what has closed and whose grace has
 * passed, ends what has run its course.
 */
export function tick(session: SessionRecord, limits: TimeLimits, now: number): Change {
  const { settings } = session;
  if (stateOf(session) === "lobby") {
    if (settings.opensAt === null || settings.opensAt > now) return {};
    return open(session, limits, now - settings.opensAt <= PUNCTUAL_MS ? settings.opensAt : now);
  }
  const hidden = session.windows.filter((window) => window.revealedAt === null);
  const reveals = hidden
    .filter((window) => window.closesAt !== null && window.closesAt + settings.graceMs <= now)
    .map((window) => ({ question: window.question, revealedAt: now }));
  const hasRunItsCourse =
    settings.pace !== "host" && session.endedAt === null && reveals.length === hidden.length;
  return { reveals, ...(hasRunItsCourse ? { endedAt: now } : {}) };
}

/** When the clock must look at this session next, in epoch ms; null is never. */
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

function plan(session: SessionRecord, limits: TimeLimits, now: number): QuestionWindow[] {
  const { pace, closesAt, gapMs } = session.settings;
  if (pace === "host") return [windowFrom(1, now, limits[0] ?? null)];
  if (pace === "self") {
    return limits.map((_, index) =>
      windowFrom(index + 1, now, closesAt === null ? null : Math.max(0, closesAt - now)),
    );
  }
  let from = now;
  return limits.map((limit, index) => {
    const window = windowFrom(index + 1, from, limit);
    from += (limit ?? 0) + gapMs;
    return window;
  });
}

function windowFrom(question: number, openedAt: number, lastsMs: number | null): QuestionWindow {
  const closesAt = lastsMs === null ? null : openedAt + lastsMs;
  return { question, openedAt, closesAt, revealedAt: null, keyRevision: 0 };
}

function openNow(session: SessionRecord, now: number): QuestionWindow[] {
  return session.windows.filter(
    (window) => window.openedAt <= now && (window.closesAt === null || window.closesAt > now),
  );
}

function requireHostsStep(session: SessionRecord): void {
  if (session.settings.pace !== "host") throw wrong(session, "Only a session in pace host is moved by hand.");
  if (stateOf(session) !== "open") throw wrong(session, "The session is not open.");
}

function wrong(session: SessionRecord, message: string): WrongState {
  return new WrongState(message, stateOf(session));
}
