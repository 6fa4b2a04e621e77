import { FULL_RANGE, type ReadRange } from "./stats.repo.ts";

/**
 * About how many answers one read returns: half a megabyte, 1 to 2 ms of the event loop, 15 ms of the database. With
 * twice as many, Postgres estimates such a high cost for a range of a large table that it compiles the statement first
 * (`jit_above_cost`), which takes 10 ms each time.
 */
const CELLS_PER_READ = 25_000;

/**
 * Splits the matrix question × player into ranges of bounded size, to read a large session range by range: several
 * complete questions at a time, or some players of one question. Together the ranges cover each question of each
 * player exactly once, also of players who join later.
 */
export function readRanges(questions: number, players: number, cells = CELLS_PER_READ): ReadRange[] {
  return players > cells ? byPlayers(questions, players, cells) : byQuestions(questions, players, cells);
}

function byQuestions(questions: number, players: number, cells: number): ReadRange[] {
  const step = Math.max(1, Math.floor(cells / Math.max(1, players)));
  return splitNumbers(questions, step, FULL_RANGE.toQuestion).map(([fromQuestion, toQuestion]) => ({
    ...FULL_RANGE,
    fromQuestion,
    toQuestion,
  }));
}

function byPlayers(questions: number, players: number, cells: number): ReadRange[] {
  return splitNumbers(questions, 1, questions).flatMap(([fromQuestion, toQuestion]) =>
    splitNumbers(players, cells, FULL_RANGE.toPlayer).map(([fromPlayer, toPlayer]) => ({
      fromQuestion,
      toQuestion,
      fromPlayer,
      toPlayer,
    })),
  );
}

/** Ranges of `step` numbers from 1 to `count`; the last range ends at `last`. */
function splitNumbers(count: number, step: number, last: number): [number, number][] {
  const starts: number[] = [];
  for (let start = 1; start <= Math.max(1, count); start += step) starts.push(start);
  return starts.map((start, index) => [start, index === starts.length - 1 ? last : start + step - 1]);
}
