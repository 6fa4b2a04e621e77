import { isClosed, isCorrectnessVisible, type SessionRecord } from "../../../platform/domain/session.ts";

/** Which players and questions of a session count, where, and how players are ranked. */
export interface CountingRules {
  /** Players whose answers do not count, in ascending order. */
  removed: number[];
  /** Questions whose points do not count. */
  voided: number[];
  /** Questions whose points players may see: those that count in the players' leaderboard. */
  open: number[];
  /** Questions that have closed for good. */
  closed: ReadonlySet<number>;
  /** Whether time decides between players with equal points and right answers: only where speed earns points. */
  byTime: boolean;
}

/** Searches all windows for each question: call it once per change of the session, not once per refresh. */
export function countingRules(session: SessionRecord): CountingRules {
  const numbers = Array.from({ length: session.questions }, (_, index) => index + 1);
  return {
    removed: [...new Set(session.removed)].sort((a, b) => a - b),
    voided: session.voided,
    open: numbers.filter((no) => isCorrectnessVisible(session, no)),
    closed: new Set(numbers.filter((no) => isClosed(session, no))),
    byTime: session.settings.scoring === "speed",
  };
}

/**
 * Whether a change of the session may change stats or ranks. Settings are not compared: they stay as they were when
 * the session was created.
 */
export function rulesChanged(before: SessionRecord, now: SessionRecord): boolean {
  return signature(before) !== signature(now);
}

function signature(session: SessionRecord): string {
  const { openedAt, endedAt, windows, removed, voided, keys } = session;
  const states = windows.map(({ question, openedAt, revealedAt, keyRevision }) => [
    question,
    openedAt,
    revealedAt !== null,
    keyRevision,
  ]);
  return JSON.stringify([openedAt !== null, endedAt !== null, states, removed, voided, keys]);
}
