import { weightedQuestion } from "../../../../../services/quiz/formats/shared/weighted-options.ts";

const ask = (...percents: number[]) =>
  weightedQuestion(
    { text: "?" },
    percents.map((percent, id) => ({ text: `option ${id}`, percent })),
  );
const question = (kind: string, ...right: boolean[]) => ({
  kind,
  text: "?",
  options: right.map((correct, id) => ({ text: `option ${id}`, ...(correct && { correct }) })),
});

test("one option that earns all of the points is right, whatever the penalties", () => {
  expect(ask(0, 100, -50)).toEqual(question("single", false, true, false));
  expect(ask(99.99999, 0)).toEqual(question("single", true, false));
});

test("one right option among those of which several may be chosen", () => {
  const options = [
    { text: "option 0", percent: 100 },
    { text: "option 1", percent: -100 },
  ];
  expect(weightedQuestion({ text: "?" }, options, true)).toEqual(question("multiple", true, false));
});

test.each([
  [50, 50],
  [33, 33, 33],
  [33.3, 33.3, 33.3],
  [33.33333, 33.33333, 33.33333],
  [33, 33, 34],
  [34, 34, 34],
  [14, 14, 14, 14, 14, 14, 14],
  [14.28571, 14.28571, 14.28571, 14.28571, 14.28571, 14.28571, 14.28571],
  [16.67, 16.67, 16.67, 16.67, 16.67, 16.67],
  new Array(20).fill(5),
])("equal shares of the points, however they are rounded, make several right options: %j", (...percents) => {
  expect(ask(...percents, 0, -100)).toEqual(question("multiple", ...percents.map(() => true), false, false));
});

test.each([
  [[0, -50], "no option is marked as right"],
  [[], "no option is marked as right"],
  [[50, 0], "gives part of the points for an answer, which a quiz here cannot"],
  [[100, 50], "gives part of the points for an answer, which a quiz here cannot"],
  [[60, 40], "gives part of the points for an answer, which a quiz here cannot"],
  [[25, 25, 25], "gives part of the points for an answer, which a quiz here cannot"],
  [[33.3, 33.33333, 33.9], "gives part of the points for an answer, which a quiz here cannot"],
  [[100, 0, 100], "each of 2 options earns all of the points alone, which a quiz here cannot hold"],
])("what cannot be held has its reason: %j", (percents, reason) => {
  expect(ask(...percents)).toBe(reason);
});
