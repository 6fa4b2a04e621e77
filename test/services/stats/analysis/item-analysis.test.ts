import fc from "fast-check";
import { analyseItem, reliability } from "../../../../services/stats/analysis/item-analysis.ts";
import { Board } from "../../../../services/stats/board/board.ts";
import { emptyBoard } from "../../../../services/stats/board/board-memory.ts";
import { analyse, fold } from "../../../../services/stats/worker/board.worker.ts";
import { type AnswerRow, packRows } from "../answer-rows.ts";
import { arbitraryAnswers, arbitraryConditions, SHAPES } from "../arbitrary-answers.ts";
import { chosenOptions, expectedStats } from "../expected-stats.ts";

const PLAYERS = 12;

function boardOf(answers: AnswerRow[], voided: number[] = [], shapes = SHAPES): Board {
  const board = new Board(fold({ board: emptyBoard(), rows: packRows(answers), shapes }));
  board.setVoided(voided);
  return board;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Pearson's correlation by definition; null if one side does not vary. */
function correlation(pairs: [number, number][]): number | null {
  const [xs, ys] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
  if (new Set(xs).size < 2 || new Set(ys).size < 2) return null;
  const deviations = pairs.map(([x, y]) => [x - mean(xs), y - mean(ys)] as const);
  const products = (a: 0 | 1, b: 0 | 1) => deviations.reduce((sum, pair) => sum + pair[a] * pair[b], 0);
  return products(0, 1) / Math.sqrt(products(0, 0) * products(1, 1));
}

test("an item's analysis follows the definition, with voided questions left out of the rest score", () => {
  const inputs = fc.record({ answers: arbitraryAnswers(PLAYERS), conditions: arbitraryConditions(PLAYERS) });
  fc.assert(
    fc.property(inputs, ({ answers, conditions: { voided } }) => {
      const board = boardOf(answers, voided);
      for (const column of board.columns) {
        const question = column.memory.question;
        const shape = SHAPES[question - 1]!;
        const own = answers.filter((row) => row.question === question);
        const restScoreOf = (player: number) =>
          answers
            .filter((row) => row.player === player && row.question !== question)
            .filter((row) => !voided.includes(row.question))
            .reduce((sum, row) => sum + row.points, 0);
        const scored = own.filter((row) => row.correct !== null);
        const right = scored.filter((row) => row.correct);
        const expected = correlation(scored.map((row) => [row.correct ? 1 : 0, restScoreOf(row.player)]));
        const actual = analyseItem(board, column, shape);
        expect(actual.facility).toBe(scored.length === 0 ? null : right.length / scored.length);
        if (expected === null) expect(actual.discrimination).toBeNull();
        else expect(actual.discrimination).toBeCloseTo(expected, 9);
        actual.options.forEach(({ meanRest, discrimination }, id) => {
          const rests = own
            .filter((row) => chosenOptions(row, shape).includes(id))
            .map((row) => restScoreOf(row.player));
          if (rests.length === 0) expect(meanRest).toBeNull();
          else expect(meanRest).toBeCloseTo(mean(rests), 6);
          const ofOption = correlation(
            own.map((row) => [chosenOptions(row, shape).includes(id) ? 1 : 0, restScoreOf(row.player)]),
          );
          if (ofOption === null) expect(discrimination).toBeNull();
          else expect(discrimination).toBeCloseTo(ofOption, 9);
        });
      }
    }),
  );
});

/** Cronbach's alpha by definition, over variances. */
function alpha(matrix: number[][]): number | null {
  const variance = (values: number[]) => mean(values.map((value) => (value - mean(values)) ** 2));
  const items = matrix[0]?.length ?? 0;
  const totals = matrix.map((row) => row.reduce((sum, value) => sum + value, 0));
  if (items < 2 || matrix.length < 2 || new Set(totals).size < 2) return null;
  const itemVariances = Array.from({ length: items }, (_, item) => variance(matrix.map((row) => row[item]!)));
  return (
    (items / (items - 1)) * (1 - itemVariances.reduce((sum, value) => sum + value, 0) / variance(totals))
  );
}

test("reliability is Cronbach's alpha over right and wrong", () => {
  const inputs = fc.record({ answers: arbitraryAnswers(PLAYERS), questions: fc.subarray([1, 2, 3, 4, 5]) });
  fc.assert(
    fc.property(inputs, ({ answers, questions }) => {
      const counted = answers.filter((row) => questions.includes(row.question));
      const takers = [...new Set(counted.map((row) => row.player))];
      const isRight = (player: number, question: number) =>
        counted.some((row) => row.player === player && row.question === question && row.correct);
      const expected = alpha(takers.map((player) => questions.map((no) => (isRight(player, no) ? 1 : 0))));
      const actual = reliability(boardOf(answers), questions);
      if (expected === null) expect(actual).toBeNull();
      else expect(actual).toBeCloseTo(expected, 9);
    }),
  );
});

// SciPy's own example of `stats.pointbiserialr`, and one of ten players; both by SciPy 1.17.1:
// pointbiserialr([1,0,1,1,0,0,1,1,0,1], [4200,1100,3900,2500,2600,800,5000,1900,2100,3300]).
test.each([
  ["0001111", [0, 1, 2, 3, 4, 5, 6], 0.8660254037844386],
  ["1011001101", [4200, 1100, 3900, 2500, 2600, 800, 5000, 1900, 2100, 3300], 0.6919275257121722],
])("discrimination of %s is what SciPy says", (verdicts, rests, expected) => {
  const answer = { response: null, elapsed: 1 };
  const answers = rests.flatMap((rest, index) => {
    const isRight = verdicts[index] === "1";
    const choice = isRight ? 0 : 1;
    return [
      { ...answer, question: 1, player: index + 1, choice, points: isRight ? 700 : 0, correct: isRight },
      { ...answer, question: 3, player: index + 1, choice: 0, points: rest, correct: true },
    ];
  });
  const board = boardOf(answers);
  const { discrimination, options } = analyseItem(board, board.columns[0]!, SHAPES[0]!);
  expect(discrimination).toBeCloseTo(expected, 12);
  // Players who did not choose the right option have chosen the distractor.
  expect(options[0]?.discrimination).toBeCloseTo(expected, 12);
  expect(options[1]?.discrimination).toBeCloseTo(-expected, 12);
});

test("reliability of a published example", () => {
  // K. L. Wuensch, "The Kuder-Richardson 20" (East Carolina University): ten students, ten items; the sum of pq
  // is 2.18 and the variance of the totals 5.84.
  const students = [
    "1111110110",
    "1011011101",
    "1111011001",
    "0010001000",
    "0000010010",
    "1110111111",
    "1101110111",
    "1111111101",
    "0101111101",
    "1101101110",
  ].map((row) => [...row].map(Number));
  const shapes = students.map(() => SHAPES[0]!);
  const answers = students.flatMap((row, student) =>
    row.map((right, item) => ({
      question: item + 1,
      player: student + 1,
      choice: right,
      response: null,
      elapsed: 1,
      points: right,
      correct: right === 1,
    })),
  );
  const items = students.map((_, index) => index + 1);
  const actual = reliability(boardOf(answers, [], shapes), items);
  expect(actual).toBeCloseTo((10 / 9) * (1 - 2.18 / 5.84), 12);
  expect(actual).toBeCloseTo(0.6963, 4);
});

test("a report's places are those of all players, in order of rank", () => {
  const inputs = fc.record({
    answers: arbitraryAnswers(PLAYERS),
    removed: fc.subarray([1, 4, 5]),
    byTime: fc.boolean(),
  });
  fc.assert(
    fc.property(inputs, ({ answers, removed, byTime }) => {
      const board = boardOf(answers);
      board.ensurePlayers(PLAYERS);
      board.clearPlayers(removed);
      const { places } = analyse({
        board: board.memory,
        shapes: SHAPES,
        removed,
        questions: [],
        byTime,
      });
      const actual = [...places.players].map((playerNo, place) => ({
        rank: places.ranks[place],
        playerNo,
        points: places.points[place],
        elapsedMs: places.elapsed[place],
      }));
      const conditions = { players: PLAYERS, removed, voided: [], open: [], byTime };
      expect(actual).toEqual(expectedStats(answers, SHAPES, conditions).full);
    }),
  );
});
