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

/**
 * Analyses a board without changing it.
 *
 * @param shapes by question number − 1
 * @param removed in ascending order
 * @param questions the questions over which reliability is computed
 */
export function analyseBoard(
  board: Board,
  shapes: readonly QuestionShape[],
  removed: readonly number[],
  questions: readonly number[],
): BoardAnalysis {
  return {
    items: board.columns.map((column) => analyseItem(board, column, shapes[column.memory.question - 1]!)),
    reliability: reliability(board, questions),
    places: placeColumns(board, removed),
  };
}

function placeColumns(board: Board, removed: readonly number[]): PlaceColumns {
  const { scores } = board;
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * scores.slots));
  const order = rank(scores, board.memory.players, removed, ranks);
  const places: PlaceColumns = {
    players: new Uint32Array(new SharedArrayBuffer(4 * order.length)),
    ranks: new Uint32Array(new SharedArrayBuffer(4 * order.length)),
    points: new Uint32Array(new SharedArrayBuffer(4 * order.length)),
    elapsed: new Float64Array(new SharedArrayBuffer(8 * order.length)),
  };
  order.forEach((player, place) => {
    places.players[place] = player;
    places.ranks[place] = ranks[player]!;
    places.points[place] = scores.points[player]!;
    places.elapsed[place] = scores.elapsed[player]!;
  });
  return places;
}
