import { EVERYTHING, type Part } from "./stats.repo.ts";

/**
 * About so many answers are read at a time: half a megabyte, a ms or two of the event loop, 15 of the database.
 * With twice as many Postgres takes a part of a large table for so dear that it first compiles the statement
 * (`jit_above_cost`), 10 ms each time.
 */
const CELLS = 25_000;

/**
 * Cuts the matrix question × player into parts of bounded size, to read a large session piece by piece: some
 * whole questions at a time, or a range of players of one question. Together they cover every player's number
 * there is in every question, each once.
 */
export function partsOf(questions: number, players: number, cells = CELLS): Part[] {
  return players > cells ? byPlayers(questions, players, cells) : byQuestions(questions, players, cells);
}

function byQuestions(questions: number, players: number, cells: number): Part[] {
  const step = Math.max(1, Math.floor(cells / Math.max(1, players)));
  return ranges(questions, step, EVERYTHING.toQuestion).map(([fromQuestion, toQuestion]) => ({
    ...EVERYTHING,
    fromQuestion,
    toQuestion,
  }));
}

function byPlayers(questions: number, players: number, cells: number): Part[] {
  return ranges(questions, 1, questions).flatMap(([fromQuestion, toQuestion]) =>
    ranges(players, cells, EVERYTHING.toPlayer).map(([fromPlayer, toPlayer]) => ({
      fromQuestion,
      toQuestion,
      fromPlayer,
      toPlayer,
    })),
  );
}

/** Ranges of so many numbers from 1 to `count`; the last one reaches on to `last`. */
function ranges(count: number, step: number, last: number): [number, number][] {
  const starts: number[] = [];
  for (let start = 1; start <= Math.max(1, count); start += step) starts.push(start);
  return starts.map((start, index) => [start, index === starts.length - 1 ? last : start + step - 1]);
}
