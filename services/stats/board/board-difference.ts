import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import type { Board } from "./board.ts";
import { NO_CODE } from "./cells.ts";
import type { Column } from "./column.ts";
import type { Scores } from "./scores.ts";

/** How many cells and players differ between two boards of the same session. */
export function compareBoards(before: Board, now: Board): BoardDifference {
  const numbers = new Set([...before.columns, ...now.columns].map((column) => column.memory.question));
  const questions = [...numbers]
    .sort((a, b) => a - b)
    .map((question) => compareQuestion(question, before, now));
  return {
    questions: questions.filter(({ cells }) => cells > 0),
    players: countDifferentPlayers(before.scores, now.scores),
  };
}

function compareQuestion(question: number, before: Board, now: Board): BoardDifference["questions"][number] {
  const [was, is] = [before, now].map((board) =>
    board.columns.find((column) => column.memory.question === question),
  );
  return { question, cells: countDifferentCells(was, is), before: answerCount(was), now: answerCount(is) };
}

function answerCount(column: Column | undefined): number {
  return column?.memory.attempts ?? 0;
}

function countDifferentCells(before: Column | undefined, now: Column | undefined): number {
  const translation = before && now ? codeTranslation(before, now) : undefined;
  const slots = Math.max(before?.slots ?? 0, now?.slots ?? 0);
  let cells = 0;
  for (let player = 1; player < slots; player++) {
    const was = before?.grades[player] ?? 0;
    const is = now?.grades[player] ?? 0;
    if (was !== is) cells++;
    else if (was !== 0 && !isSameAnswer(before!, now!, player, translation)) cells++;
  }
  return cells;
}

function isSameAnswer(
  before: Column,
  now: Column,
  player: number,
  translation: number[] | undefined,
): boolean {
  const code = before.codes[player]!;
  const expected = translation && code !== NO_CODE ? translation[code] : code;
  return expected === now.codes[player] && before.elapsed[player] === now.elapsed[player];
}

/** Each dictionary numbers typed values in its own order: maps ids of `before` to ids of `now`, −1 if not there. */
function codeTranslation({ values: before }: Column, { values: now }: Column): number[] | undefined {
  if (!before || !now) return undefined;
  const text = (key: Uint8Array) => Buffer.from(key).toString("latin1");
  const ids = new Map(Array.from({ length: now.size }, (_, id) => [text(now.key(id)), id]));
  return Array.from({ length: before.size }, (_, id) => ids.get(text(before.key(id))) ?? -1);
}

function countDifferentPlayers(before: Scores, now: Scores): number {
  const totals = ["points", "right", "elapsed", "answered", "rank", "openPoints", "openRank"] as const;
  const slots = Math.max(before.slots, now.slots);
  let players = 0;
  for (let player = 1; player < slots; player++) {
    if (totals.some((total) => (before[total][player] ?? 0) !== (now[total][player] ?? 0))) players++;
  }
  return players;
}
