import type { ScoreDistribution } from "../../../platform/contracts/contracts.ts";
import { scoreDistribution } from "../analysis/score-distribution.ts";
import { addTo, type Board } from "../board/board.ts";
import type { Column } from "../board/column.ts";
import type { Totals } from "./bit-scan.ts";
import { rank } from "./ranking.ts";

/** One place of a board, without a nickname: a board knows numbers only. */
export interface NumberedPlace {
  rank: number;
  playerNo: number;
  points: number;
  elapsedMs: number;
}

/** The first places of one ranking, how the points are spread, and the rank of whoever has just joined and answered nothing. */
export interface Leaders {
  places: NumberedPlace[];
  scores: ScoreDistribution;
  newcomerRank: number;
}

export const MOST_PLACES = 100;

/** Both rankings; null where nothing that it is made of has changed since it was last computed. */
export interface NewLeaders {
  full: Leaders | null;
  open: Leaders | null;
}

/**
 * Ranks a board anew: `full` over all questions that count, `open` over just those in `open`. Where these are
 * the same questions, once.
 */
export function rankBoard(board: Board, open: readonly number[], removed: readonly number[]): NewLeaders {
  const counted = board.columns.filter((column) => column.memory.counted);
  const openColumns = counted.filter((column) => open.includes(column.memory.question));
  const full = isNew(board, "full", counted, removed)
    ? lead(board, board.scores, board.scores.rank, removed)
    : null;
  if (!isNew(board, "open", openColumns, removed)) return { full, open: null };
  if (openColumns.length === counted.length) return { full, open: sameForOpen(board, full, removed) };
  const totals = totalsOfSome(board, counted, openColumns);
  board.scores.openPoints.set(totals.points);
  return { full, open: lead(board, totals, board.scores.openRank, removed) };
}

/** Whether a ranking is of other questions, players or cells than before; remembers what it is of now. */
function isNew(
  board: Board,
  which: "full" | "open",
  columns: readonly Column[],
  removed: readonly number[],
): boolean {
  const questions = columns.map((column) => column.memory.question);
  const madeOf = `${board.memory.players} players, ${removed.length} removed, questions ${questions}`;
  const isSame = board.memory.ranked[which] === madeOf && !columns.some((column) => column.memory.stale);
  board.memory.ranked[which] = madeOf;
  return !isSame;
}

function sameForOpen(board: Board, full: Leaders | null, removed: readonly number[]): Leaders {
  const { scores } = board;
  scores.openPoints.set(scores.points);
  const leaders = full ?? lead(board, scores, scores.rank, removed);
  scores.openRank.set(scores.rank);
  return leaders;
}

/** Scratch of this thread, which it may share with one that helps it to rank. */
let some = emptyTotals(0);

/** The totals over some of the counted questions: by adding these up, or by taking the others off all. */
function totalsOfSome(board: Board, counted: readonly Column[], chosen: readonly Column[]): Totals {
  const { scores } = board;
  if (some.points.length !== scores.slots) {
    some = emptyTotals(scores.slots);
  }
  const others = counted.filter((column) => !chosen.includes(column));
  if (others.length < chosen.length) {
    some.points.set(scores.points);
    some.elapsed.set(scores.elapsed);
    for (const column of others) addTo(some, column, -1);
  } else {
    some.points.fill(0);
    some.elapsed.fill(0);
    for (const column of chosen) addTo(some, column, 1);
  }
  return some;
}

function emptyTotals(slots: number): Totals {
  return {
    points: new Uint32Array(new SharedArrayBuffer(4 * slots)),
    elapsed: new Float64Array(new SharedArrayBuffer(8 * slots)),
  };
}

function lead(board: Board, totals: Totals, ranks: Uint32Array, removed: readonly number[]): Leaders {
  const order = rank(totals, board.memory.players, removed, ranks);
  const first = Array.from(order.subarray(0, MOST_PLACES));
  return {
    places: first.map((playerNo) => ({
      rank: ranks[playerNo]!,
      playerNo,
      points: totals.points[playerNo]!,
      elapsedMs: totals.elapsed[playerNo]!,
    })),
    scores: scoreDistribution(totals.points, order),
    newcomerRank: newcomerRank(totals, order),
  };
}

/** Behind all who have points; of those who have none, whoever has no time either comes first. */
function newcomerRank(totals: Totals, order: Uint32Array): number {
  let ahead = 0;
  let end = order.length;
  while (ahead < end) {
    const middle = (ahead + end) >>> 1;
    if (totals.points[order[middle]!]! > 0) ahead = middle + 1;
    else end = middle;
  }
  return ahead + 1;
}
