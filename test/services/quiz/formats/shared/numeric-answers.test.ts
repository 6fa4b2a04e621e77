import fc from "fast-check";
import { kindOf, questionSchema } from "../../../../../platform/domain/question.ts";
import { numericQuestion, rangeKey } from "../../../../../services/quiz/formats/shared/numeric-answers.ts";

const ask = (...answers: [value: number | "any", tolerance: number, percent?: number][]) =>
  numericQuestion(
    { text: "?" },
    answers.map(([value, tolerance, percent = 100]) => ({ value, tolerance, percent })),
  );
const question = (value: number, tolerance: number) => ({
  kind: "numeric",
  text: "?",
  answer: { value, tolerance },
});

const PARTIAL = "gives part of the points for an answer, which a quiz here cannot";
const SEVERAL = "several numbers are right, and a quiz here can hold one number or one range";

test("one right number, with or without feedback for wrong ones", () => {
  expect(ask([1822, 2])).toEqual(question(1822, 2));
  expect(ask([5, 0, 0], [9, 0], [23, 0, -10], ["any", 0, 0])).toEqual(question(9, 0));
  expect(ask([9, 0], [9, 1, 0])).toEqual(question(9, 0));
});

test("several right numbers are one range if there is no gap between them", () => {
  expect(ask([3, 0], [3, 0])).toEqual(question(3, 0));
  expect(ask([3, 0.5], [3, 2])).toEqual(question(3, 2));
  expect(ask([5, 1], [3, 1], [3.5, 0])).toEqual(question(4, 2));
  expect(ask([1, 0], [2, 0])).toBe(SEVERAL);
  expect(ask([1, 0.4], [2, 0.4])).toBe(SEVERAL);
});

test("what cannot be held has its reason", () => {
  expect(ask()).toBe("no answer is marked as right");
  expect(ask([1, 0, 0])).toBe("no answer is marked as right");
  expect(ask([1822, 0], [1822, 2, 50])).toBe(PARTIAL);
  expect(ask(["any", 0])).toBe("any number is right");
  expect(ask([5, 0, 0], [5, 2])).toBe("a wrong answer is within the range of the right one");
});

test.each([
  [4.141, 4.142, { value: 4.1415, tolerance: 0.0005 }],
  [5, -5, { value: 0, tolerance: 5 }],
  [-4.142, -4.141, { value: -4.1415, tolerance: 0.0005 }],
  [1, 1 + Number.EPSILON, { value: 1, tolerance: Number.EPSILON }],
  [7, 7, { value: 7, tolerance: 0 }],
])("the range from %d to %d as people would write it", (low, high, key) => {
  expect(rangeKey(low, high)).toEqual(key);
});

test("both ends of a range count, and nothing outside", () => {
  const double = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, min: -1000, max: 1000 }).map((value) => Number(value.toFixed(2))),
  );
  fc.assert(
    fc.property(double, double, (one, other) => {
      const numeric = questionSchema.parse({ kind: "numeric", text: "?", answer: rangeKey(one, other) });
      const kind = kindOf(numeric);
      const isRight = (value: number) => kind.score(kind.keyOf(numeric), String(value)) === 1;
      expect([one, other].map(isRight)).toEqual([true, true]);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const step = 1e-13 * Math.max(Math.abs(low), Math.abs(high), 1e-300);
      expect([low - step, high + step].filter(Number.isFinite).map(isRight)).not.toContain(true);
    }),
    { numRuns: 1000 },
  );
});
