import type { Key } from "./quiz.ts";

/** A session: one live run of one quiz version, and what of it may be known by whom, and when. */

export type Pace = "host" | "self" | "auto";
export type SessionState = "lobby" | "open" | "ended";

/** Times are epoch ms, durations ms. */
export interface SessionSettings {
  pace: Pace;
  feedback: "onClose" | "immediate" | "onEnd";
  stats: "onClose" | "live" | "onEnd";
  scoring: "speed" | "flat" | "none";
  graceMs: number;
  lateJoin: boolean;
  opensAt: number | null;
  closesAt: number | null;
  gapMs: number;
  expectedPlayers: number | null;
}

/**
 * When one question takes answers, in epoch ms. `openedAt` may lie ahead (pace `auto` plans its whole
 * programme); `closesAt` null is open until somebody closes it. `revealedAt` is set by the session clock once
 * the close and the grace have passed: from then on the question is closed for good. `keyRevision` counts the
 * corrections of its key.
 */
export interface QuestionWindow {
  question: number;
  openedAt: number;
  closesAt: number | null;
  revealedAt: number | null;
  keyRevision: number;
}

/** A session as it crosses nodes. It grows with the questions, never with the players (but for those removed). */
export interface SessionRecord {
  no: number;
  id: string;
  host: string;
  code: string;
  quizId: string;
  version: number;
  title: string;
  questions: number;
  settings: SessionSettings;
  /** Grows with every change; a record with a smaller one is older. */
  revision: number;
  /** Epoch ms by the clock of the node that read the record. */
  asOf: number;
  /** Players who have joined. */
  players: number;
  openedAt: number | null;
  endedAt: number | null;
  /** In order of `openedAt`, then `question`. */
  windows: QuestionWindow[];
  removed: number[];
  voided: number[];
  /** Corrected keys by question number; where there is none, the quiz's own holds. */
  keys: Record<number, Key>;
}

export function stateOf(session: SessionRecord): SessionState {
  if (session.endedAt !== null) return "ended";
  return session.openedAt === null ? "lobby" : "open";
}

export function windowOf(session: SessionRecord, question: number): QuestionWindow | undefined {
  return session.windows.find((window) => window.question === question);
}

/**
 * The windows that have opened by `now` (epoch ms). A record made by a node whose clock runs ahead counts as
 * of its own time, so that what one node announced no other still hides.
 */
export function openedWindows(session: SessionRecord, now: number): QuestionWindow[] {
  const at = Math.max(now, session.asOf);
  return session.windows.filter((window) => window.openedAt <= at);
}

/** Whether this question has opened by `now` (epoch ms), as `openedWindows` has it. */
export function hasOpened(session: SessionRecord, question: number, now: number): boolean {
  const window = windowOf(session, question);
  return window !== undefined && window.openedAt <= Math.max(now, session.asOf);
}

/** Whether the session has ended and the last grace has passed: nothing is held back any more. */
export function isOver(session: SessionRecord): boolean {
  return session.endedAt !== null && session.windows.every((window) => window.revealedAt !== null);
}

export function isClosed(session: SessionRecord, question: number): boolean {
  return windowOf(session, question)?.revealedAt != null || isOver(session);
}

/** Whether everyone may know what was right in this question. */
export function keyMayBeKnown(session: SessionRecord, question: number): boolean {
  return isOver(session) || (session.settings.feedback !== "onEnd" && isClosed(session, question));
}

/** Whether a player may know the verdict on their own answer to this question; boards count just these. */
export function verdictMayBeKnown(session: SessionRecord, question: number): boolean {
  return session.settings.feedback === "immediate" || keyMayBeKnown(session, question);
}

/** Whether a player may see this question's figures. */
export function figuresMayBeKnown(session: SessionRecord, question: number): boolean {
  switch (session.settings.stats) {
    case "live":
      return true;
    case "onClose":
      return isClosed(session, question);
    case "onEnd":
      return isOver(session);
  }
}
