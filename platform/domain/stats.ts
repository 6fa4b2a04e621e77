import type { Key } from "./question.ts";

/** What is computed from answers: question stats, leaderboards, ranks and reports, as they cross nodes. */

/** How often an option was chosen. Shares are rounded to 4 places. */
export interface OptionCount {
  id: number;
  count: number;
  /** Of all choices made: the shares of all options add up to 1. */
  share: number;
  /**
   * Of all players who answered; only where a player may choose several options. Nodes of the release before leave it
   * out.
   */
  ofPlayers?: number;
}

/** The share of `count` in `total`, rounded to 4 places; 0 of nothing. */
export function shareOf(count: number, total: number): number {
  return total === 0 ? 0 : Math.round((count / total) * 10_000) / 10_000;
}

/**
 * The stats of one question, without its key. It has either `options` or `values`; a long value is shown by its
 * beginning.
 */
export interface QuestionStats {
  question: number;
  attempts: number;
  options?: OptionCount[];
  values?: { value: string | number; count: number }[];
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
  asOf: string;
  final: boolean;
}

/**
 * The stats of a question that nobody has answered.
 *
 * @param options how many options are counted; 0 if values are
 * @param isMultiple whether a player may choose several options
 */
export function emptyQuestionStats(
  question: number,
  options: number,
  isMultiple: boolean,
): Omit<QuestionStats, "asOf" | "final"> {
  const unchosen = { count: 0, share: 0, ...(isMultiple ? { ofPlayers: 0 } : {}) };
  return {
    question,
    attempts: 0,
    ...(options > 0
      ? { options: Array.from({ length: options }, (_, id) => ({ id, ...unchosen })) }
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

/** Which places of a leaderboard, and of which: `open` or `full` as in Snapshot. */
export interface PageRequest {
  ranking: "open" | "full";
  /** The position of the first place, from 1. Equal players have the same rank, but each has a position. */
  from: number;
  limit: number;
}

/** Some places of a leaderboard, and the `seq` of the snapshot at that moment. */
export interface LeaderboardPage extends Leaderboard {
  seq: number;
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
  options: (OptionCount & { meanRest: number | null; discrimination: number | null })[];
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
