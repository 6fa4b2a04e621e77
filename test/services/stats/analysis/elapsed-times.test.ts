import fc from "fast-check";
import { elapsedTimes } from "../../../../services/stats/analysis/elapsed-times.ts";
import { columnStats } from "../../../../services/stats/analysis/question-stats.ts";
import { emptyColumn } from "../../../../services/stats/board/board-memory.ts";
import { emptyCells } from "../../../../services/stats/board/cells.ts";
import { Column } from "../../../../services/stats/board/column.ts";
import { CORRECTNESS, packGrade } from "../../../../services/stats/board/grade.ts";
import type { AnswerRow } from "../answer-rows.ts";
import { SHAPES } from "../arbitrary-answers.ts";
import { statsOfRows } from "../expected-stats.ts";

/** More cells than are sorted: the stats count their times in a scratch histogram. */
const MEDIUM = 5000;
/** Enough cells for the column to have its own histogram. */
const LARGE = 270_000;

/** A column with the cells of these rows. */
function columnOf(question: number, rows: AnswerRow[], players = MEDIUM): Column {
  const { tally } = SHAPES[question - 1]!;
  return rows.reduce(
    (column, row) => setIn(column, row),
    new Column(emptyColumn(question, tally, players)).ensureCapacity(players, 0, 0),
  );
}

function setIn(column: Column, { player, choice, elapsed, correct }: AnswerRow): Column {
  const fit = column.ensureCapacity(column.slots, choice!, elapsed);
  const after = {
    codes: Int32Array.of(choice!),
    elapsed: Int32Array.of(elapsed),
    grades: Uint16Array.of(packGrade(0, correct ? CORRECTNESS.right : CORRECTNESS.wrong)),
  };
  fit.swapCells(Int32Array.of(player), Uint32Array.of(0), emptyCells(1), after);
  return fit;
}

const answers = (time: fc.Arbitrary<number>, maxChoice: number) =>
  fc.uniqueArray(
    fc.record({
      question: fc.constant(1),
      player: fc.integer({ min: 1, max: MEDIUM - 1 }),
      choice: fc.integer({ min: 1, max: maxChoice }),
      response: fc.constant(null),
      elapsed: time,
      points: fc.constant(0),
      correct: fc.boolean(),
    }),
    { selector: (row) => row.player, maxLength: 300 },
  );

const times: [string, fc.Arbitrary<number>][] = [
  ["below 65 s", fc.nat(65_535)],
  ["around 65 s", fc.integer({ min: 65_000, max: 66_000 })],
  ["of minutes and hours", fc.nat(10_000_000)],
  ["up to 24 days", fc.oneof(fc.nat(2_147_483_647), fc.constant(2_147_483_647))],
];

test.each(times)("the stats of a column of thousands equal the expected stats: times %s", (_, time) => {
  fc.assert(
    fc.property(answers(time, 3), (rows) => {
      expect(columnStats(columnOf(1, rows), SHAPES[0]!)).toEqual(statsOfRows(rows, SHAPES[0]!, 1));
    }),
  );
});

test.each(times)("cells can be set, set again and cleared in a large column: times %s", (_, time) => {
  const writes = fc.array(fc.tuple(answers(time, 3), fc.subarray([1, 2, 3, 4, 5, 6, 7, 8])), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(writes, (batches) => {
      let column = columnOf(1, [], LARGE);
      const expected = new Map<number, AnswerRow>();
      for (const [rows, cleared] of batches) {
        // Only a few players, so that many cells are set more than once.
        const ofFewPlayers = rows.map((row) => ({ ...row, player: 1 + (row.player % 50) }));
        for (const row of ofFewPlayers) {
          column = setIn(column, row);
          expected.set(row.player, row);
        }
        for (const player of cleared) {
          column.clear(player);
          expected.delete(player);
        }
        const expectedStats = statsOfRows([...expected.values()], SHAPES[0]!, 1);
        expect(columnStats(column, SHAPES[0]!)).toEqual(expectedStats);
      }
    }),
    { numRuns: 30 },
  );
});

test("cells are as narrow as their values allow, and keep their values when they widen", () => {
  const row = { question: 2, response: null, points: 0, correct: true };
  const rows = [
    { ...row, player: 1, choice: 127, elapsed: 65_535 },
    { ...row, player: 2, choice: 2 ** 15 - 1, elapsed: 1 },
    { ...row, player: 3, choice: 2 ** 20 - 1, elapsed: 2 ** 31 - 1 },
  ];
  const widths = rows.map((_, index) => columnOf(2, rows.slice(0, index + 1)).memory.widths);
  expect(widths).toEqual([
    { code: 1, time: 2 },
    { code: 2, time: 2 },
    { code: 4, time: 4 },
  ]);
  const { codes, elapsed } = columnOf(2, rows);
  expect([...codes.subarray(1, 4)]).toEqual(rows.map(({ choice }) => choice));
  expect([...elapsed.subarray(1, 4)]).toEqual(rows.map((one) => one.elapsed));
});

test("sets of options are counted bit by bit", () => {
  fc.assert(
    fc.property(answers(fc.nat(100), 2 ** 20 - 1), (rows) => {
      expect(columnStats(columnOf(2, rows), SHAPES[1]!)).toEqual(statsOfRows(rows, SHAPES[1]!, 2));
    }),
  );
});

test("percentiles are by nearest rank: times from 1 to 100 s", () => {
  const rows = Array.from({ length: 100 }, (_, index) => ({
    question: 1,
    player: index + 1,
    choice: 0,
    response: null,
    elapsed: 1000 * (index + 1),
    points: 0,
    correct: false,
  }));
  expect(elapsedTimes(columnOf(1, rows))).toEqual({
    attempts: 100,
    elapsedMs: { mean: 50_500, p50: 50_000, p90: 90_000, p99: 99_000 },
  });
});
