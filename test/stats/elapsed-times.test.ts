import fc from "fast-check";
import { bytesPerCell, Column } from "../../services/stats/column.ts";
import { elapsedTimes } from "../../services/stats/elapsed-times.ts";
import { figuresOf } from "../../services/stats/figures.ts";
import { SHAPES } from "./arbitrary-answers.ts";
import { type Answer, figuresOfRows } from "./recount.ts";

/** More cells than are sorted, so that they are counted. */
const SLOTS = 5000;

function columnOf(question: number, rows: Answer[]): Column {
  const cells = new SharedArrayBuffer(SLOTS * bytesPerCell(4));
  const column = new Column({ question, cells, codeBytes: 4, counted: true, stale: true, values: null });
  for (const row of rows) {
    column.verdicts[row.player] = (row.correct ? 2 : 1) << 14;
    column.codes[row.player] = row.choice!;
    column.elapsed[row.player] = row.elapsed;
  }
  return column;
}

const answers = (time: fc.Arbitrary<number>, mostChoice: number) =>
  fc.uniqueArray(
    fc.record({
      question: fc.constant(1),
      player: fc.integer({ min: 1, max: SLOTS - 1 }),
      choice: fc.integer({ min: 1, max: mostChoice }),
      response: fc.constant(null),
      elapsed: time,
      points: fc.constant(0),
      correct: fc.boolean(),
    }),
    { selector: (row) => row.player, maxLength: 300 },
  );

test.each([
  ["below 65 s", fc.nat(65_535)],
  ["around 65 s", fc.integer({ min: 65_000, max: 66_000 })],
  ["of minutes and hours", fc.nat(10_000_000)],
  ["up to 24 days", fc.oneof(fc.nat(2_147_483_647), fc.constant(2_147_483_647))],
])("figures of a large column equal a plain count: times %s", (_, time) => {
  fc.assert(
    fc.property(answers(time, 3), (rows) => {
      expect(figuresOf(columnOf(1, rows), SHAPES[0]!)).toEqual(figuresOfRows(rows, SHAPES[0]!, 1));
    }),
  );
});

test("sets of options are counted bit by bit", () => {
  fc.assert(
    fc.property(answers(fc.nat(100), 2 ** 20 - 1), (rows) => {
      expect(figuresOf(columnOf(2, rows), SHAPES[1]!)).toEqual(figuresOfRows(rows, SHAPES[1]!, 2));
    }),
  );
});

test("percentiles by nearest rank, of 1 to 100 s", () => {
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
