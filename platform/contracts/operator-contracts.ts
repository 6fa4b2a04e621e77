import type { Pace } from "../domain/session.ts";

/** What the system says of itself to its operators (see operators/); no route of the gateway leads to it. */

/** So many sessions at most are asked about in one call. */
export const MOST_SESSIONS_ASKED = 100;

/** A session that has not ended. */
export interface LiveSession {
  no: number;
  id: string;
  code: string;
  title: string;
  pace: Pace;
  state: "lobby" | "open";
  players: number;
  questions: number;
  /** The questions that take answers now: how many, the first and the last; null where none does. */
  open: { count: number; first: number; last: number } | null;
}

/** The queue in front of one answers node's writes. */
export interface AnswersQueue {
  /** Rows that wait for their write to begin, and how many may. */
  waitingRows: number;
  mostRows: number;
  /** How long the first of them has waited, in ms; 0 where none waits. */
  waitedMs: number;
  /** Rows that this node stored a second, over its last five whole seconds: of each session asked for. */
  storedPerSecond: number[];
}

/** What one gateway holds open. */
export interface GatewayLoad {
  /** Open event streams, and how many there may be. */
  streams: number;
  mostStreams: number;
  /** Streams of each session asked for. */
  sessionStreams: number[];
  /** Requests under way, streams left out. */
  requests: number;
  /** Answers that wait for their verdict. */
  heldAnswers: number;
}

/** One session's board as one stats node keeps it. */
export interface BoardState {
  /** Answers on the board. */
  answers: number;
  /** Of the last snapshot, as in Snapshot; null before the first. */
  seq: number | null;
  asOf: string | null;
  /** How long ago the answers of the last snapshot were read, in ms; null before the first. */
  ageMs: number | null;
  /** Rows that are known to have been stored since. */
  waitingRows: number;
  /** How many refreshes in a row have failed. */
  failures: number;
}

/** In what a board differs from the one folded anew from the table; nothing where both are empty. */
export interface BoardDifference {
  /** Questions with cells (one answer of one player) that are not the same; how many answers either has. */
  questions: { question: number; cells: number; before: number; now: number }[];
  /** Players whose points, time, count of answers or rank are not the same. */
  players: number;
}

/** A board that was folded anew, and has taken the place of the one before. */
export interface Rebuilt {
  answers: number;
  players: number;
  tookMs: number;
  /** ISO 8601; both boards hold every answer committed before it. */
  asOf: string;
  /** Null where there was no board before. */
  difference: BoardDifference | null;
}
