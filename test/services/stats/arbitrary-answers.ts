import fc from "fast-check";
import type { QuestionShape } from "../../../services/stats/board/question-shape.ts";
import type { AnswerRow } from "./answer-rows.ts";

/** The shapes of one question of each kind, in the order of the sample quiz. */
export const SHAPES: QuestionShape[] = [
  { tally: "option", isUnscored: false, options: 4 },
  { tally: "options", isUnscored: false, options: 20 },
  { tally: "option", isUnscored: false, options: 2 },
  { tally: "number", isUnscored: false, options: 0 },
  { tally: "text", isUnscored: false, options: 0 },
  { tally: "option", isUnscored: true, options: 3 },
];

const time = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2_147_483_647 }));
const points = fc.oneof(fc.constantFrom(0, 500, 1000), fc.integer({ min: 0, max: 10_000 }));
const text = fc.oneof(
  fc.constantFrom(
    "Bern",
    " bern ",
    "BERN",
    "Zürich",
    "ZÜRICH",
    "straße",
    "STRASSE",
    "a  b",
    "CO2",
    "СО2",
    "со2",
    "co’2",
  ),
  fc.string({ unit: "grapheme", maxLength: 6 }),
);
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, 1e21),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const response = (shape: QuestionShape): fc.Arbitrary<Pick<AnswerRow, "choice" | "response">> => {
  switch (shape.tally) {
    case "option":
      return fc.record({ choice: fc.nat(shape.options - 1), response: fc.constant(null) });
    case "options":
      return fc.record({ choice: fc.integer({ min: 1, max: 2 ** 20 - 1 }), response: fc.constant(null) });
    case "number":
      return fc.record({ choice: fc.constant(null), response: number.map(String) });
    case "text":
      return fc.record({ choice: fc.constant(null), response: text });
  }
};

const grade = (shape: QuestionShape): fc.Arbitrary<Pick<AnswerRow, "correct" | "points">> =>
  shape.isUnscored
    ? fc.constant({ correct: null, points: 0 })
    : fc.boolean().chain((correct) => fc.record({ correct: fc.constant(correct), points }));

export const arbitraryAnswer = (players: number): fc.Arbitrary<AnswerRow> =>
  fc.integer({ min: 1, max: SHAPES.length }).chain((question) => {
    const shape = SHAPES[question - 1]!;
    const place = fc.record({
      question: fc.constant(question),
      player: fc.integer({ min: 1, max: players }),
    });
    return fc
      .tuple(place, response(shape), grade(shape), time)
      .map(([where, what, how, elapsed]) => ({ ...where, ...what, ...how, elapsed }));
  });

/** Answers of up to `players` players, at most one per player and question. */
export const arbitraryAnswers = (players: number): fc.Arbitrary<AnswerRow[]> =>
  fc.uniqueArray(arbitraryAnswer(players), {
    selector: (row) => `${row.question}/${row.player}`,
    maxLength: 80,
  });

/** The same rows in batches: in any order, each row at least once, and some more than once. */
export const arbitraryBatches = <Row>(rows: Row[]): fc.Arbitrary<Row[][]> =>
  fc
    .tuple(
      fc.array(fc.subarray(rows), { maxLength: 4 }),
      fc.shuffledSubarray(rows, { minLength: rows.length }),
      fc.array(fc.subarray(rows), { maxLength: 4 }),
      fc.nat(rows.length),
    )
    .map(([before, all, after, cut]) => [...before, all.slice(0, cut), ...after, all.slice(cut)]);

export const arbitraryConditions = (players: number) =>
  fc.record({
    removed: fc.subarray(Array.from({ length: players }, (_, index) => index + 1)),
    voided: fc.subarray([1, 2, 3, 4, 5, 6]),
    open: fc.subarray([1, 2, 3, 4, 5, 6]),
  });
