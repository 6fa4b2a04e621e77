import { isClosed, type SessionRecord, verdictMayBeKnown } from "../../../platform/domain/session.ts";

/** What a session's state means for its boards. */
export interface WhatCounts {
  /** Players whose answers count nowhere, in ascending order. */
  removed: number[];
  /** Questions that count for nobody. */
  voided: number[];
  /** Questions whose verdict a player may know. */
  open: number[];
  /** Questions that have closed for good. */
  closed: ReadonlySet<number>;
}

/** Looks through all windows for each question: for once a change of the session, not once a refresh. */
export function whatCounts(session: SessionRecord): WhatCounts {
  const numbers = Array.from({ length: session.questions }, (_, index) => index + 1);
  return {
    removed: [...new Set(session.removed)].sort((a, b) => a - b),
    voided: session.voided,
    open: numbers.filter((no) => verdictMayBeKnown(session, no)),
    closed: new Set(numbers.filter((no) => isClosed(session, no))),
  };
}

/**
 * Whether anything has changed that figures or ranks are made of. New settings are not: a session keeps the
 * ones it was made with.
 */
export function countsDifferently(before: SessionRecord, now: SessionRecord): boolean {
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
