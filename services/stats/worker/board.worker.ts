import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import { analyseItem, type ItemAnalysis, reliability } from "../analysis/item-analysis.ts";
import { type Figures, figuresOf } from "../analysis/question-stats.ts";
import { Board } from "../board/board.ts";
import { differenceOf } from "../board/board-difference.ts";
import type { BoardMemory } from "../board/board-memory.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { type NewLeaders, rankBoard } from "../ranking/leaders.ts";
import { rank } from "../ranking/ranking.ts";
import { type PackedRows, unpack } from "../reading/packed-rows.ts";

/**
 * The tasks of a stats thread: functions over a board's shared memory. A board is handed to one task at a time
 * and comes back with its result; whatever thread gets the next task can take it up.
 */

export interface FoldTask {
  board: BoardMemory;
  rows: PackedRows;
  /** By question number − 1. */
  shapes: QuestionShape[];
}

export interface RefreshTask extends FoldTask {
  /** How many have joined. */
  players: number;
  /** In ascending order. */
  removed: number[];
  voided: number[];
  /** Questions whose verdict a player may know. */
  open: number[];
}

export interface RefreshResult extends NewLeaders {
  board: BoardMemory;
  /** Of the questions that have changed. */
  figures: Figures[];
  /** What it took on its thread, in ms. */
  tookMs: number;
}

export interface AnalyseTask {
  board: BoardMemory;
  shapes: QuestionShape[];
  removed: number[];
  /** Questions over which reliability is computed. */
  questions: number[];
}

export interface Analysis {
  items: ItemAnalysis[];
  reliability: number | null;
  /** Everyone, in order of rank; in shared memory, so that a million of them cross threads for nothing. */
  places: Places;
}

export interface Places {
  players: Uint32Array;
  ranks: Uint32Array;
  points: Uint32Array;
  elapsed: Float64Array;
}

/** Folds a batch into a board and leaves it at that: for boards that are read in parts. */
export function fold({ board, rows, shapes }: FoldTask): BoardMemory {
  const folded = new Board(board);
  folded.fold(unpack(rows), shapes);
  return folded.memory;
}

/** Folds a batch into a board and says what has changed. */
export function refresh(task: RefreshTask): RefreshResult {
  const startedAt = performance.now();
  const board = new Board(task.board);
  board.reach(task.players);
  board.fold(unpack(task.rows), task.shapes);
  board.count(task.voided);
  board.erase(task.removed);
  const stale = board.columns.filter((column) => column.memory.stale);
  const leaders = rankBoard(board, task.open, task.removed);
  const figures = stale.map((column) =>
    figuresOf(column, task.shapes[column.memory.question - 1]!, task.shapes.length),
  );
  for (const column of stale) column.memory.stale = false;
  return { board: board.memory, figures, ...leaders, tookMs: performance.now() - startedAt };
}

/** All that a report says of the players' answers; leaves the board as it is. */
export function analyse(task: AnalyseTask): Analysis {
  const board = new Board(task.board);
  return {
    items: board.columns.map((column) =>
      analyseItem(board, column, task.shapes[column.memory.question - 1]!),
    ),
    reliability: reliability(board, task.questions),
    places: placesOf(board, task.removed),
  };
}

export interface CompareTask {
  before: BoardMemory;
  now: BoardMemory;
}

/** Says in what two boards of one session differ; leaves both as they are. */
export function compare({ before, now }: CompareTask): BoardDifference {
  return differenceOf(new Board(before), new Board(now));
}

function placesOf(board: Board, removed: readonly number[]): Places {
  const { scores } = board;
  const ranks = new Uint32Array(new SharedArrayBuffer(4 * scores.slots));
  const order = rank(scores, board.memory.players, removed, ranks);
  const places: Places = {
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
