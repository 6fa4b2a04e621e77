import fc from "fast-check";
import { type BoardMemory, emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { compare, refresh } from "../../../../services/stats/worker/board.worker.ts";
import { arbitraryAnswers, arbitraryBatches, SHAPES } from "../arbitrary-answers.ts";
import { pack } from "../packing.ts";
import type { Answer } from "../recount.ts";

const PLAYERS = 30;
const COUNTS = { shapes: SHAPES, players: PLAYERS, removed: [], voided: [], open: [1, 2, 3] };

function folded(...batches: Answer[][]): BoardMemory {
  return batches.reduce(
    (board, rows) => refresh({ board, rows: pack(rows), ...COUNTS }).board,
    refresh({ board: emptyBoard(), rows: pack([]), ...COUNTS }).board,
  );
}

test("the same answers in another order, however they were typed, make no difference", () => {
  const game = arbitraryAnswers(PLAYERS).chain((answers) =>
    fc.tuple(arbitraryBatches(answers), arbitraryBatches(answers)),
  );
  fc.assert(
    fc.property(game, ([before, now]) => {
      const difference = compare({ before: folded(...before), now: folded(...now) });
      expect(difference).toEqual({ questions: [], players: 0 });
    }),
  );
});

const typed = (player: number, response: string): Answer => ({
  question: 5,
  player,
  choice: null,
  response,
  elapsed: 1000,
  points: 0,
  correct: false,
});
const chosen = (player: number, changed: Partial<Answer> = {}): Answer => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 1000,
  points: 500,
  correct: true,
  ...changed,
});

test.each<[string, Answer[], Answer[], object]>([
  ["a missing answer", [chosen(1)], [chosen(1), chosen(2)], { cells: 1, before: 1, now: 2 }],
  ["one that is gone", [chosen(1), chosen(40)], [chosen(1)], { cells: 1, before: 2, now: 1 }],
  ["another option", [chosen(1)], [chosen(1, { choice: 2 })], { cells: 1, before: 1, now: 1 }],
  ["another time", [chosen(1)], [chosen(1, { elapsed: 999 })], { cells: 1, before: 1, now: 1 }],
  ["other points", [chosen(1)], [chosen(1, { points: 501 })], { cells: 1, before: 1, now: 1 }],
  ["another verdict", [chosen(1)], [chosen(1, { correct: false })], { cells: 1, before: 1, now: 1 }],
  [
    "another text",
    [typed(1, "Bern"), typed(2, "Basel")],
    [typed(2, "Bern"), typed(1, "Bern")],
    { cells: 1, before: 2, now: 2 },
  ],
  ["a question that nobody knew of", [], [typed(1, "Bern")], { cells: 1, before: 0, now: 1 }],
])("%s shows", (_name, before, now, difference) => {
  const found = compare({ before: folded(before), now: folded(now) });
  expect(found.questions).toEqual([expect.objectContaining(difference)]);
});

test("players count as different by what stands in the ranking", () => {
  const before = folded([chosen(1), chosen(2, { points: 400 }), chosen(3, { points: 300 })]);
  const now = folded([chosen(1), chosen(2, { points: 200 }), chosen(3, { points: 300 })]);
  expect(compare({ before, now }).players).toBe(2);
});
