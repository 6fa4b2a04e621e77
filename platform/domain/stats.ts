import type { Key } from "./question.ts";

/** What is computed from answers: question stats, leaderboards, ranks and reports, as they cross nodes. */

/**
 * The stats of one question, without its key. It has either `options` or `values`. An option's share is of all
 * choices made, rounded to 4 places.
 */
export interface QuestionStats {
  question: number;
  attempts: number;
  options?: { id: number; count: number; share: number }[];
  values?: { value: string | number; count: number }[];
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
  asOf: string;
  final: boolean;
}

/**
 * The stats of a question that nobody has answered.
 *
 * @param options how many options are counted; 0 if values are
 */
export function emptyQuestionStats(question: number, options: number): Omit<QuestionStats, "asOf" | "final"> {
  return {
    question,
    attempts: 0,
    ...(options > 0
      ? { options: Array.from({ length: options }, (_, id) => ({ id, count: 0, share: 0 })) }
      : { values: [] }),
    elapsedMs: { mean: null, p50: null, p90: null, p99: null },
  };
}

/** A player's place on the leaderboard. */
export interface Place {
  rank: number;
  playerNo: number;
  nickname: string;
  points: number;
  elapsedMs: number;
}

/** A histogram of the players' points: `counts[i]` players have at least `i · width` and less than `(i + 1) · width`. */
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
 * A board at one moment. `seq` grows with every snapshot of a session, on whichever node it is made; an older
 * snapshot never replaces a newer one. The leaderboard `open` counts only the questions whose verdict players may
 * know, `full` counts all.
 */
export interface Snapshot {
  sessionNo: number;
  sessionId: string;
  seq: number;
  /** ISO 8601; every answer committed before it is counted. */
  asOf: string;
  /** Questions that have been answered or opened, in order of their numbers. */
  questions: QuestionStats[];
  leaderboards: { open: Leaderboard; full: Leaderboard };
}

/**
 * One element per player, in the order of the request. `open` and `full` as in Snapshot. Ranks count from 1; 0 is a
 * removed player.
 */
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
  stats: QuestionStats;
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

/** A report without the places of all players: there may be a million, so they are fetched page by page. */
export interface Report {
  players: number;
  questions: ReportQuestion[];
  reliability: number | null;
  scores: ScoreDistribution;
  asOf: string;
  history: Correction[];
  table: FinalTable;
}

/** The places at the time of a report. The node that made them holds them for a while. */
export interface FinalTable {
  node: string;
  id: string;
}

/** Maximum number of places in a page: some hundred KB. */
export const MAX_PLACES_PER_PAGE = 2000;

/** A host voided a question, or corrected its key. The keys are null for a void. */
export interface Correction {
  kind: "void" | "key";
  question: number;
  reason: string;
  from: Key | null;
  to: Key | null;
  at: string;
}
