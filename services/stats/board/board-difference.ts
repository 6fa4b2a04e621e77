import type { BoardDifference } from "../../../platform/contracts/operator-contracts.ts";
import type { Scores } from "../ranking/scores.ts";
import type { Board } from "./board.ts";
import { type Column, NO_CODE } from "./column.ts";

/** In what two boards of one session differ, cell by cell and player by player. */
export function differenceOf(before: Board, now: Board): BoardDifference {
  const numbers = new Set([...before.columns, ...now.columns].map((column) => column.memory.question));
  const questions = [...numbers]
    .sort((a, b) => a - b)
    .map((question) => questionDifference(question, before, now));
  return {
    questions: questions.filter(({ cells }) => cells > 0),
    players: playersThatDiffer(before.scores, now.scores),
  };
}

function questionDifference(
  question: number,
  before: Board,
  now: Board,
): BoardDifference["questions"][number] {
  const [was, is] = [before, now].map((board) =>
    board.columns.find((column) => column.memory.question === question),
  );
  return { question, cells: cellsThatDiffer(was, is), before: answersIn(was), now: answersIn(is) };
}

function answersIn(column: Column | undefined): number {
  return column?.memory.attempts ?? 0;
}

function cellsThatDiffer(before: Column | undefined, now: Column | undefined): number {
  const codes = before && now ? codesIn(before, now) : undefined;
  const slots = Math.max(before?.slots ?? 0, now?.slots ?? 0);
  let cells = 0;
  for (let player = 1; player < slots; player++) {
    const was = before?.verdicts[player] ?? 0;
    const is = now?.verdicts[player] ?? 0;
    if (was !== is) cells++;
    else if (was !== 0 && !isSameAnswer(before!, now!, player, codes)) cells++;
  }
  return cells;
}

function isSameAnswer(before: Column, now: Column, player: number, codes: number[] | undefined): boolean {
  const code = before.codes[player]!;
  const expected = codes && code !== NO_CODE ? codes[code] : code;
  return expected === now.codes[player] && before.elapsed[player] === now.elapsed[player];
}

/** What was typed is numbered in the order of its coming: by its number in `before` its number in `now`, or −1. */
function codesIn({ values: before }: Column, { values: now }: Column): number[] | undefined {
  if (!before || !now) return undefined;
  const text = (key: Uint8Array) => Buffer.from(key).toString("latin1");
  const ids = new Map(Array.from({ length: now.size }, (_, id) => [text(now.key(id)), id]));
  return Array.from({ length: before.size }, (_, id) => ids.get(text(before.key(id))) ?? -1);
}

function playersThatDiffer(before: Scores, now: Scores): number {
  const totals = ["points", "elapsed", "answered", "rank", "openPoints", "openRank"] as const;
  const slots = Math.max(before.slots, now.slots);
  let players = 0;
  for (let player = 1; player < slots; player++) {
    if (totals.some((total) => (before[total][player] ?? 0) !== (now[total][player] ?? 0))) players++;
  }
  return players;
}
