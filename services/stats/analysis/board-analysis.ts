import type { Board } from "../board/board.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { rank } from "../ranking/ranking.ts";
import { analyseItem, type ItemAnalysis, reliability } from "./item-analysis.ts";

/** All that a report says about the players' answers. */
export interface BoardAnalysis {
  items: ItemAnalysis[];
  /** Cronbach's alpha; null if it is not defined. */
  reliability: number | null;
  places: PlaceColumns;
}

/** The places of all players, in order of rank. In shared memory, so that threads pass a million places at no cost. */
export interface PlaceColumns {
  players: Uint32Array;
  ranks: Uint32Array;
  points: Uint32Array;
  elapsed: Float64Array;
}

export interface AnalysisOptions {
  /** By question number − 1. */
  shapes: readonly QuestionShape[];
  /** In ascending order. */
  removed: readonly number[];
  /** The questions over which reliability is computed. */
  questions: readonly number[];
  /** Whether time decides between players with equal points and right answers. */
  byTime: boolean;
}

/** Analyses a board without changing it. */
export function analyseBoard(
  board: Board,
  { shapes, removed, questions, byTime }: AnalysisOptions,
): BoardAnalysis {
  return {
    items: board.columns.map((column) => analyseItem(board, column, shapes[column.memory.question - 1]!)),
    reliability: reliability(board, questions),
    places: placeColumns(board, removed, byTime),
  };
}

function placeColumns(board: Board, removed: readonly number[], byTime: boolean): PlaceColumns {
  const { scores } = board;
  const { players } = board.memory;
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * scores.slots));
  const all = new Uint32Array(new SharedArrayBuffer(4 * scores.slots));
  const order = rank({ totals: scores, players, removed, byTime }, { ranks, order: all });
  const places: PlaceColumns = {
    players: order,
    ranks: new Uint32Array(new SharedArrayBuffer(4 * order.length)),
    points: new Uint32Array(new SharedArrayBuffer(4 * order.length)),
    elapsed: new Float64Array(new SharedArrayBuffer(8 * order.length)),
  };
  order.forEach((player, place) => {
    places.ranks[place] = ranks[player]!;
    places.points[place] = scores.points[player]!;
    places.elapsed[place] = scores.elapsed[player]!;
  });
  return places;
}
