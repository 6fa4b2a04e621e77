import type { Pace } from "../domain/session.ts";

/** What nodes report to operators (see operators/). No route of the gateway returns it. */

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
  /** The questions that take answers now: how many, the first and the last. Null if there are none. */
  open: { count: number; first: number; last: number } | null;
}

/** The queue of rows that one answers node has yet to write. */
export interface AnswersQueue {
  /** Rows whose write has not begun. */
  waitingRows: number;
  maxRows: number;
  /** How long the first of them has waited, in ms; 0 if the queue is empty. */
  waitedMs: number;
  /** Rows of each requested session that this node stored per second, over its last five full seconds. */
  storedPerSecond: number[];
}

/** The load of one gateway. */
export interface GatewayLoad {
  /** Open event streams. */
  streams: number;
  maxStreams: number;
  /** Open event streams of each requested session. */
  sessionStreams: number[];
  /** Requests in progress, without event streams. */
  requests: number;
  /** Answers without a verdict yet. */
  pendingAnswers: number;
}

/** The state of one session's board on one stats node. */
export interface BoardState {
  /** Answers on the board. */
  answers: number;
  /** Of the last snapshot, as in Snapshot; null before the first. */
  seq: number | null;
  asOf: string | null;
  /** How long ago the answers of the last snapshot were read, in ms; null before the first. */
  ageMs: number | null;
  /** Rows known to be stored since the last snapshot. */
  waitingRows: number;
  /** How many refreshes in a row have failed. */
  failures: number;
}

/** How a board differs from the one that was rebuilt from the table. Two empty boards do not differ. */
export interface BoardDifference {
  /**
   * The questions with different cells (one answer of one player each): the number of these cells, and the number of
   * answers on each board.
   */
  questions: { question: number; cells: number; before: number; now: number }[];
  /** Number of players with different points, right answers, time, answer count or rank. */
  players: number;
}

/** A board that was rebuilt from the table and has replaced the previous one. */
export interface RebuildResult {
  answers: number;
  players: number;
  tookMs: number;
  /** ISO 8601. Both boards have every answer that was committed before it. */
  asOf: string;
  /** Null if there was no previous board. */
  difference: BoardDifference | null;
}

/** What one host has stored. */
export interface Usage {
  /** Quizzes that the host has not deleted. */
  quizzes: number;
  /** Size of the JSON of all stored versions, also of deleted quizzes whose sessions need them. */
  quizBytes: number;
  sessions: number;
  /** Players of all sessions, removed ones included. */
  players: number;
}

/** The most that one host may store, and for how many expected players nodes are started ahead. */
export interface QuotaLimits extends Usage {
  expectedPlayers: number;
}

/** The names of all limits. */
export const QUOTAS = ["quizzes", "quizBytes", "sessions", "players", "expectedPlayers"] as const;

/** The largest limit of a quota; of `quizBytes`, in MiB. */
export const MAX_AMOUNT = 2_000_000_000;

/** What a host has stored and may store. */
export interface HostQuotas {
  usage: Usage;
  limits: QuotaLimits;
  /** The limits that an operator has set for this host alone. */
  own: (keyof QuotaLimits)[];
}
