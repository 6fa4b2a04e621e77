import fc from "fast-check";
import { type BoardMemory, emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { compare, refresh } from "../../../../services/stats/worker/board.worker.ts";
import { type AnswerRow, packRows } from "../answer-rows.ts";
import { arbitraryAnswers, arbitraryBatches, SHAPES } from "../arbitrary-answers.ts";

const PLAYERS = 30;
const CONDITIONS = {
  shapes: SHAPES,
  players: PLAYERS,
  removed: [],
  voided: [],
  open: [1, 2, 3],
  byTime: true,
};

function boardOf(...batches: AnswerRow[][]): BoardMemory {
  return batches.reduce(
    (board, rows) => refresh({ board, rows: packRows(rows), ...CONDITIONS }).board,
    refresh({ board: emptyBoard(), rows: packRows([]), ...CONDITIONS }).board,
  );
}

test("boards with the same answers in another order do not differ, whatever was typed", () => {
  const batches = arbitraryAnswers(PLAYERS).chain((answers) =>
    fc.tuple(arbitraryBatches(answers), arbitraryBatches(answers)),
  );
  fc.assert(
    fc.property(batches, ([before, now]) => {
      const difference = compare({ before: boardOf(...before), now: boardOf(...now) });
      expect(difference).toEqual({ questions: [], players: 0 });
    }),
  );
});

const typed = (player: number, response: string): AnswerRow => ({
  question: 5,
  player,
  choice: null,
  response,
  elapsed: 1000,
  points: 0,
  correct: false,
});
const chosen = (player: number, changed: Partial<AnswerRow> = {}): AnswerRow => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 1000,
  points: 500,
  correct: true,
  ...changed,
});

test.each<[string, AnswerRow[], AnswerRow[], object]>([
  ["a missing answer", [chosen(1)], [chosen(1), chosen(2)], { cells: 1, before: 1, now: 2 }],
  ["a deleted answer", [chosen(1), chosen(40)], [chosen(1)], { cells: 1, before: 2, now: 1 }],
  ["another option", [chosen(1)], [chosen(1, { choice: 2 })], { cells: 1, before: 1, now: 1 }],
  ["another time", [chosen(1)], [chosen(1, { elapsed: 999 })], { cells: 1, before: 1, now: 1 }],
  ["other points", [chosen(1)], [chosen(1, { points: 501 })], { cells: 1, before: 1, now: 1 }],
  ["another grade", [chosen(1)], [chosen(1, { correct: false })], { cells: 1, before: 1, now: 1 }],
  [
    "another text",
    [typed(1, "Bern"), typed(2, "Basel")],
    [typed(2, "Bern"), typed(1, "Bern")],
    { cells: 1, before: 2, now: 2 },
  ],
  ["a new question", [], [typed(1, "Bern")], { cells: 1, before: 0, now: 1 }],
])("the comparison finds %s", (_name, before, now, expected) => {
  const difference = compare({ before: boardOf(before), now: boardOf(now) });
  expect(difference.questions).toEqual([expect.objectContaining(expected)]);
});

test("players differ if their totals or ranks differ", () => {
  const before = boardOf([chosen(1), chosen(2, { points: 400 }), chosen(3, { points: 300 })]);
  const now = boardOf([chosen(1), chosen(2, { points: 200 }), chosen(3, { points: 300 })]);
  expect(compare({ before, now }).players).toBe(2);
});
