import type { ScoreDistribution } from "../../../platform/domain/stats.ts";
import { addColumn, type Board } from "../board/board.ts";
import type { Column } from "../board/column.ts";
import type { Totals } from "./bit-scan.ts";
import { rank } from "./ranking.ts";
import type { Ranking } from "./ranking-job.ts";
import { scoreDistribution } from "./score-distribution.ts";

/** A place in a ranking, without the nickname: a board knows only player numbers. */
export interface RankedPlayer {
  rank: number;
  playerNo: number;
  points: number;
  elapsedMs: number;
}

/** The first places of one ranking, its distribution of points, and the rank of a new player without answers. */
export interface Leaders {
  places: RankedPlayer[];
  scores: ScoreDistribution;
  newcomerRank: number;
}

export const MAX_PLACES = 100;

/** Both rankings; null if the inputs of a ranking have not changed since it was last computed. */
export interface ChangedLeaders {
  full: Leaders | null;
  open: Leaders | null;
}

/** What a ranking depends on besides the board. */
export interface RankingRules {
  /** Questions whose verdict players may know. */
  open: readonly number[];
  /** In ascending order. */
  removed: readonly number[];
  /** Whether time decides between players with equal points and right answers. */
  byTime: boolean;
}

/**
 * Ranks a board again where its inputs have changed: `full` over all questions that count, `open` only over those in
 * `open`. If both are over the same questions, they are ranked once.
 */
export function rankBoard(board: Board, rules: RankingRules): ChangedLeaders {
  const { scores } = board;
  const counted = board.columns.filter((column) => column.memory.inTotals);
  const openColumns = counted.filter((column) => rules.open.includes(column.memory.question));
  const full = updateInputs(board, "full", counted, rules)
    ? rankAndSummarize(board, scores, { ranks: scores.rank, order: scores.order }, rules)
    : null;
  if (!updateInputs(board, "open", openColumns, rules)) return { full, open: null };
  if (openColumns.length === counted.length) return { full, open: copyFullToOpen(board, full, rules) };
  const totals = totalsOver(board, counted, openColumns);
  scores.openPoints.set(totals.points);
  const result = { ranks: scores.openRank, order: scores.openOrder };
  return { full, open: rankAndSummarize(board, totals, result, rules) };
}

/** Stores the inputs of a ranking, and returns whether questions, players or cells differ from those of last time. */
function updateInputs(
  board: Board,
  ranking: "full" | "open",
  columns: readonly Column[],
  { removed }: RankingRules,
): boolean {
  const questions = columns.map((column) => column.memory.question);
  const inputs = `${board.memory.players} players, ${removed.length} removed, questions ${questions}`;
  const isSame =
    board.memory.rankingInputs[ranking] === inputs && !columns.some((column) => column.memory.stale);
  board.memory.rankingInputs[ranking] = inputs;
  return !isSame;
}

/** The leaders of both rankings if they are over the same questions: ranks once at most, and copies the ranks. */
function copyFullToOpen(board: Board, full: Leaders | null, rules: RankingRules): Leaders {
  const { scores } = board;
  scores.openPoints.set(scores.points);
  const leaders = full ?? rankAndSummarize(board, scores, { ranks: scores.rank, order: scores.order }, rules);
  scores.openRank.set(scores.rank);
  scores.openOrder.set(scores.order);
  return leaders;
}

/** Scratch memory of this thread, shared so that a helper thread can read it. */
let scratch = emptyTotals(0);

/** The totals over some of the counted questions: adds their columns, or subtracts the others, whichever is less. */
function totalsOver(board: Board, counted: readonly Column[], chosen: readonly Column[]): Totals {
  const { scores } = board;
  if (scratch.points.length !== scores.slots) {
    scratch = emptyTotals(scores.slots);
  }
  const others = counted.filter((column) => !chosen.includes(column));
  if (others.length < chosen.length) {
    scratch.points.set(scores.points);
    scratch.right.set(scores.right);
    scratch.elapsed.set(scores.elapsed);
    for (const column of others) addColumn(scratch, column, -1);
  } else {
    scratch.points.fill(0);
    scratch.right.fill(0);
    scratch.elapsed.fill(0);
    for (const column of chosen) addColumn(scratch, column, 1);
  }
  return scratch;
}

function emptyTotals(slots: number): Totals {
  return {
    points: new Uint32Array(new SharedArrayBuffer(4 * slots)),
    right: new Uint16Array(new SharedArrayBuffer(2 * slots)),
    elapsed: new Float64Array(new SharedArrayBuffer(8 * slots)),
  };
}

function rankAndSummarize(
  board: Board,
  totals: Totals,
  result: Ranking,
  { removed, byTime }: RankingRules,
): Leaders {
  const order = rank({ totals, players: board.memory.players, removed, byTime }, result);
  const first = Array.from(order.subarray(0, MAX_PLACES));
  return {
    places: first.map((playerNo) => ({
      rank: result.ranks[playerNo]!,
      playerNo,
      points: totals.points[playerNo]!,
      elapsedMs: totals.elapsed[playerNo]!,
    })),
    scores: scoreDistribution(totals.points, order),
    newcomerRank: newcomerRank(totals, order),
  };
}

/** The rank after all players with points or right answers. */
function newcomerRank({ points, right }: Totals, order: Uint32Array): number {
  let ahead = 0;
  let end = order.length;
  while (ahead < end) {
    const middle = (ahead + end) >>> 1;
    const player = order[middle]!;
    if (points[player]! > 0 || right[player]! > 0) ahead = middle + 1;
    else end = middle;
  }
  return ahead + 1;
}
