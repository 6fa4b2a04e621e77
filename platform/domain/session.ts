import type { Key } from "./question.ts";

/** A session is one live run of one quiz version. The functions say what players may see of it, and when. */

export type Pace = "host" | "self" | "auto";
export type SessionState = "lobby" | "open" | "ended";

/** How far ahead a session may open or close, in ms: five years. */
export const MAX_SESSION_AHEAD_MS = 5 * 366 * 86_400_000;

/** Times are in epoch ms, durations in ms. */
export interface SessionSettings {
  pace: Pace;
  feedback: "onClose" | "immediate" | "onEnd";
  stats: "onClose" | "afterAnswer" | "live" | "onEnd";
  scoring: "speed" | "flat" | "none";
  graceMs: number;
  lateJoin: boolean;
  /** How long a question is shown before its window opens (`shownAt`). Pace `self` has none. */
  readMs: number;
  /** Whether a question closes once everyone who is in has answered. Not in pace `self`. */
  closeWhenAllAnswered: boolean;
  /**
   * From when the elapsed time of an answer counts: from the opening, or from when its gateway wrote the question to the
   * player (`docs/fairness.md`). A record of a node of the release before has none: then from the opening.
   */
  fairness: "arrival" | "delivery";
  /** When players see a leaderboard: after each question, at the end, or never. */
  leaderboard: "each" | "end" | "never";
  /** Whether no two players of the session may have the same nickname. */
  nicknames: "any" | "unique";
  opensAt: number | null;
  closesAt: number | null;
  /** In pace `auto`, the pause between the close of one question and the opening of the next. */
  gapMs: number;
  expectedPlayers: number | null;
  /** How many players may be in at a time; null if the host has set no limit (`maxPlayersOf`). */
  maxPlayers: number | null;
}

/** The limit of players of a session whose host has set none and expects at most half as many. */
export const DEFAULT_MAX_PLAYERS = 100_000;
/** The highest limit of players that a host may set. */
export const HIGHEST_MAX_PLAYERS = 50_000_000;

/** How many players of a session may be removed: every record of the session has their numbers. */
export const MAX_REMOVED_PLAYERS = 20_000;

/** How many players may be in a session at a time: twice as many as the host expects, unless the host has set a limit. */
export function maxPlayersOf({
  maxPlayers,
  expectedPlayers,
}: Pick<SessionSettings, "maxPlayers" | "expectedPlayers">): number {
  return (
    maxPlayers ?? Math.min(HIGHEST_MAX_PLAYERS, Math.max(DEFAULT_MAX_PLAYERS, 2 * (expectedPlayers ?? 0)))
  );
}

/**
 * When one question takes answers, in epoch ms. `openedAt` may be in the future: pace `auto` plans all windows at
 * once. If `closesAt` is null, the question is open until the host closes it. The scheduler sets `revealedAt` once
 * the close and the grace have passed; then the question is closed permanently. `keyRevision` counts the corrections of
 * its key.
 */
export interface QuestionWindow {
  question: number;
  openedAt: number;
  closesAt: number | null;
  revealedAt: number | null;
  keyRevision: number;
}

/**
 * A session as it is sent between nodes. Its size depends on the number of questions, not of players (except removed
 * ones).
 */
export interface SessionRecord {
  /** The internal number; `id` is public. */
  no: number;
  id: string;
  host: string;
  code: string;
  quizId: string;
  version: number;
  title: string;
  /** The number of questions. */
  questions: number;
  settings: SessionSettings;
  /** Increases with every change: a record with a smaller revision is older. */
  revision: number;
  /** When the record was read, in epoch ms, from the clock of the node that read it. */
  asOf: number;
  /** How many players have joined, removed ones included. */
  players: number;
  openedAt: number | null;
  endedAt: number | null;
  /** Whether the host lets nobody new in. Whoever has joined before may come back. */
  locked: boolean;
  /** Since when the programme of pace `auto` waits; null while it runs. */
  pausedAt: number | null;
  /** In order of `openedAt`, then `question`. */
  windows: QuestionWindow[];
  /** The numbers of the removed players, in ascending order. */
  removed: number[];
  /** Those of the removed players who may not come back, in ascending order. */
  banned: number[];
  /** The numbers of the voided questions. */
  voided: number[];
  /** Corrected keys by question number. A question without one has the key of the quiz. */
  keys: Record<number, Key>;
  /** The numbers of the questions whose stored answers do not have the points of their corrected keys yet. */
  rescoring: number[];
}

/**
 * Until when a session may last as far as it is announced, in epoch ms; 0 if it is not. For a session in pace `self`
 * without an end it is 335 days. The same as `lastsUntil` in players.repo.ts.
 */
export function announcedEnd({ pace, opensAt, closesAt }: SessionSettings, now: number): number {
  if (pace === "self" && closesAt === null) return Math.max(opensAt ?? 0, now) + 335 * 86_400_000;
  return Math.max(opensAt ?? 0, closesAt ?? 0);
}

export function stateOf(session: SessionRecord): SessionState {
  if (session.endedAt !== null) return "ended";
  return session.openedAt === null ? "lobby" : "open";
}

export function windowOf(session: SessionRecord, question: number): QuestionWindow | undefined {
  return session.windows.find((window) => window.question === question);
}

/**
 * The windows that have opened by `now` (epoch ms). If the record is newer than `now` because another node's clock is
 * ahead, its own time counts: otherwise this node would hide what that node has already announced.
 */
export function openedWindows(session: SessionRecord, now: number): QuestionWindow[] {
  const at = Math.max(now, session.asOf);
  return session.windows.filter((window) => window.openedAt <= at);
}

/**
 * When a question is shown, in epoch ms: the time for reading before its window opens. A window that was closed in
 * that time counts as shown earlier than it was.
 */
export function shownAt(
  { openedAt }: Pick<QuestionWindow, "openedAt">,
  { readMs }: Pick<SessionSettings, "readMs">,
): number {
  // A record of a node of the release before has no `readMs`.
  return openedAt - (readMs ?? 0);
}

/** The windows of the questions that have been shown by `now` (epoch ms), as in `openedWindows`. */
export function shownWindows(session: SessionRecord, now: number): QuestionWindow[] {
  const at = Math.max(now, session.asOf);
  return session.windows.filter((window) => shownAt(window, session.settings) <= at);
}

/** Whether a question was closed before its window opened, in its time for reading. Then no answer to it can count. */
export function isEmptyWindow({ openedAt, closesAt }: QuestionWindow): boolean {
  return closesAt !== null && closesAt <= openedAt;
}

/** Whether a question has opened by `now` (epoch ms), as in `openedWindows`. */
export function hasOpened(session: SessionRecord, question: number, now: number): boolean {
  const window = windowOf(session, question);
  return window !== undefined && window.openedAt <= Math.max(now, session.asOf);
}

/** Whether the session has ended and the last grace has passed. Then players may see everything. */
export function isOver(session: SessionRecord): boolean {
  return session.endedAt !== null && session.windows.every((window) => window.revealedAt !== null);
}

/** Whether a question is closed permanently: its close and its grace have passed. */
export function isClosed(session: SessionRecord, question: number): boolean {
  return windowOf(session, question)?.revealedAt != null || isOver(session);
}

/** Whether players may see the key of a question. */
export function isKeyVisible(session: SessionRecord, question: number): boolean {
  return isOver(session) || (session.settings.feedback !== "onEnd" && isClosed(session, question));
}

/**
 * Whether players may see if their own answers to a question are correct, and their points. The players' leaderboard
 * counts only such questions.
 */
export function isCorrectnessVisible(session: SessionRecord, question: number): boolean {
  return session.settings.feedback === "immediate" || isKeyVisible(session, question);
}

/**
 * Whether players may see the stats of a question.
 *
 * @param hasAnswered whether it is about those who have answered it: with `afterAnswer` they see its stats at once
 */
export function areStatsVisible(session: SessionRecord, question: number, hasAnswered = false): boolean {
  switch (session.settings.stats) {
    case "live":
      return true;
    case "onClose":
      return isClosed(session, question);
    case "afterAnswer":
      return hasAnswered || isClosed(session, question);
    case "onEnd":
      return isOver(session);
  }
}

/**
 * Whether players may see a leaderboard, and each their rank. A record of a node of the release before has no setting:
 * then they may.
 */
export function isLeaderboardVisible(session: SessionRecord): boolean {
  const { leaderboard } = session.settings;
  if (leaderboard === "end") return isOver(session);
  return leaderboard !== "never";
}

/**
 * Whether the host has removed a player, and for good. Most sessions have no removed players; some have thousands, and
 * every request of a player asks.
 */
export function removalOf({ removed, banned }: SessionRecord, playerNo: number): "removed" | "banned" | null {
  if (removed.length === 0 || !includesSorted(removed, playerNo)) return null;
  // A record of a node of the release before has no list of banned players.
  return banned && includesSorted(banned, playerNo) ? "banned" : "removed";
}

/** @param numbers in ascending order */
function includesSorted(numbers: readonly number[], wanted: number): boolean {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === wanted;
}
