import {
  type QuestionWindow,
  type SessionRecord,
  type SessionSettings,
  shownAt,
} from "../../platform/domain/session.ts";

/** When the windows of a session open and close. All times are epoch ms, durations ms. */

/** Time limits of the questions in ms, in order; null: no limit. */
export type TimeLimits = readonly (number | null)[];

/** The times of a window that stays the window of its question. */
export type WindowTimes = Pick<QuestionWindow, "question" | "openedAt" | "closesAt">;

/** @param durationMs null: it is open until the host closes it */
export function newWindow(question: number, openedAt: number, durationMs: number | null): QuestionWindow {
  const closesAt = durationMs === null ? null : openedAt + durationMs;
  return { question, openedAt, closesAt, revealedAt: null, keyRevision: 0 };
}

/** The windows of a session that opens at `now`. In pace `host` there is only the first one yet. */
export function planWindows(session: SessionRecord, limits: TimeLimits, now: number): QuestionWindow[] {
  const { pace, closesAt, readMs } = session.settings;
  if (pace === "host") return [newWindow(1, now + readMs, limits[0] ?? null)];
  if (pace === "auto") return programme(session.settings, limits, 1, now);
  return limits.map((_, index) =>
    newWindow(index + 1, now, closesAt === null ? null : Math.max(0, closesAt - now)),
  );
}

/**
 * The programme of pace `auto` from question `first` on: each question is shown for `readMs`, then open for its time
 * limit, and the next one is shown `gapMs` after its close. All times follow exactly from the first.
 */
export function programme(
  { readMs, gapMs }: Pick<SessionSettings, "readMs" | "gapMs">,
  limits: TimeLimits,
  first: number,
  firstShownAt: number,
): QuestionWindow[] {
  let nextShownAt = firstShownAt;
  return limits.slice(first - 1).map((limit, index) => {
    const window = newWindow(first + index, nextShownAt + readMs, limit);
    nextShownAt = window.openedAt + (limit ?? 0) + gapMs;
    return window;
  });
}

/** The new times of the questions after one that closes at `closesAt`: only in pace `auto`, and not while it waits. */
export function followingTimes(
  { settings, pausedAt }: SessionRecord,
  limits: TimeLimits,
  { question, closesAt }: { question: number; closesAt: number },
): WindowTimes[] {
  if (settings.pace !== "auto" || pausedAt !== null) return [];
  return programme(settings, limits, question + 1, closesAt + settings.gapMs).map(
    ({ question, openedAt, closesAt }) => ({ question, openedAt, closesAt }),
  );
}

/** The windows of the questions that have been shown by `now`; unlike the domain's, by this time alone. */
export function shownBy({ windows, settings }: SessionRecord, now: number): QuestionWindow[] {
  return windows.filter((window) => shownAt(window, settings) <= now);
}

/** The planned windows of the questions that have not been shown by `now`. */
export function aheadOf({ windows, settings }: SessionRecord, now: number): QuestionWindow[] {
  return windows.filter((window) => shownAt(window, settings) > now);
}

/** The windows that have not closed of the questions that are shown: they are open, or players read them. */
export function unclosed(session: SessionRecord, now: number): QuestionWindow[] {
  return shownBy(session, now).filter(({ closesAt }) => closesAt === null || closesAt > now);
}
