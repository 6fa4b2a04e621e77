import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import { analyseBoard, type BoardAnalysis } from "../analysis/board-analysis.ts";
import { type ColumnStats, columnStats } from "../analysis/question-stats.ts";
import { Board } from "../board/board.ts";
import { compareBoards } from "../board/board-difference.ts";
import type { BoardMemory } from "../board/board-memory.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { type ChangedLeaders, rankBoard } from "../ranking/leaders.ts";
import { type PackedRows, unpack } from "../reading/packed-rows.ts";

/**
 * The tasks of a worker thread: functions over a board's shared memory. A board is passed to one task at a time and
 * returned with its result, so any thread can run the next task.
 */

export interface FoldTask {
  board: BoardMemory;
  rows: PackedRows;
  /** By question number − 1. */
  shapes: QuestionShape[];
}

export interface RefreshTask extends FoldTask {
  /** How many players have joined. */
  players: number;
  /** In ascending order. */
  removed: number[];
  voided: number[];
  /** Questions whose verdict players may know. */
  open: number[];
  /** Whether time decides between equal players. */
  byTime: boolean;
}

export interface RefreshResult extends ChangedLeaders {
  board: BoardMemory;
  /** The stats of the questions that have changed. */
  stats: ColumnStats[];
  /** The time that the task took on its thread, in ms. */
  tookMs: number;
}

export interface AnalyseTask {
  board: BoardMemory;
  /** By question number − 1. */
  shapes: QuestionShape[];
  /** In ascending order. */
  removed: number[];
  /** The questions over which reliability is computed. */
  questions: number[];
  /** Whether time decides between equal players. */
  byTime: boolean;
}

export interface CompareTask {
  before: BoardMemory;
  now: BoardMemory;
}

/** Only folds rows into a board, for boards that are read range by range. */
export function fold({ board: memory, rows, shapes }: FoldTask): BoardMemory {
  const board = new Board(memory);
  board.fold(unpack(rows), shapes);
  return board.memory;
}

/** Folds rows into a board, and returns the stats and rankings that have changed. */
export function refresh(task: RefreshTask): RefreshResult {
  const startedAt = performance.now();
  const board = new Board(task.board);
  board.ensurePlayers(task.players);
  board.fold(unpack(task.rows), task.shapes);
  board.setVoided(task.voided);
  board.clearPlayers(task.removed);
  const stale = board.columns.filter((column) => column.memory.stale);
  const leaders = rankBoard(board, task);
  const stats = stale.map((column) =>
    columnStats(column, task.shapes[column.memory.question - 1]!, task.shapes.length),
  );
  for (const column of stale) column.memory.stale = false;
  return { board: board.memory, stats, ...leaders, tookMs: performance.now() - startedAt };
}

/** Analyses a board for a report; does not change it. */
export function analyse({ board, ...options }: AnalyseTask): BoardAnalysis {
  return analyseBoard(new Board(board), options);
}

/** Compares two boards of one session; does not change them. */
export function compare({ before, now }: CompareTask): BoardDifference {
  return compareBoards(new Board(before), new Board(now));
}
