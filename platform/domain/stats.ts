import type { Key } from "./quiz.ts";

/** What boards say: figures, leaderboards, standings and reports, as they cross nodes. */

/** The figures of one question, without its key. Shares of all choices made, rounded to 4 places. */
export interface QuestionFigures {
  question: number;
  attempts: number;
  options?: { id: number; count: number; share: number }[];
  values?: { value: string | number; count: number }[];
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
  asOf: string;
  final: boolean;
}

export interface Place {
  rank: number;
  playerNo: number;
  nickname: string;
  points: number;
  elapsedMs: number;
}

/** How the players' points are spread: `counts[i]` of them have from `i · width` up to less than `(i + 1) · width`. */
export interface ScoreDistribution {
  width: number;
  counts: number[];
}

export interface Leaderboard {
  places: Place[];
  scores: ScoreDistribution;
  players: number;
  asOf: string;
  final: boolean;
}

/**
 * What a board says at one moment. `seq` grows with every snapshot of a session, whichever node made it; an
 * older one never replaces a newer one. `open` counts just the questions whose verdict a player may know,
 * `full` counts all.
 */
export interface Snapshot {
  sessionNo: number;
  sessionId: string;
  seq: number;
  /** ISO 8601; every answer committed before it is in. */
  asOf: string;
  /** Questions that have been answered or opened, by number. */
  questions: QuestionFigures[];
  leaderboards: { open: Leaderboard; full: Leaderboard };
}

/** One element a player, in the order asked. `open` as in Snapshot; ranks count from 1, 0 where removed. */
export interface Standings {
  answered: number[];
  openPoints: number[];
  openRank: number[];
  fullPoints: number[];
  fullRank: number[];
  players: number;
  asOf: string;
}

export interface ReportQuestion {
  no: number;
  text: string;
  stats: QuestionFigures;
  facility: number | null;
  discrimination: number | null;
  options: {
    id: number;
    count: number;
    share: number;
    meanRest: number | null;
    discrimination: number | null;
  }[];
  voided: boolean;
}

/** A report but for everyone's places, which may be a million: these are asked for page by page. */
export interface Report {
  players: number;
  questions: ReportQuestion[];
  reliability: number | null;
  scores: ScoreDistribution;
  asOf: string;
  history: Correction[];
  table: FinalTable;
}

/** The places as they stood when a report was made, kept for a while on the node that made it. */
export interface FinalTable {
  node: string;
  id: string;
}

/** The most places of one page: some hundred KB. */
export const PAGE_OF_PLACES = 2000;

/** A question voided or given another key after the fact. */
export interface Correction {
  kind: "void" | "key";
  question: number;
  reason: string;
  from: Key | null;
  to: Key | null;
  at: string;
}
