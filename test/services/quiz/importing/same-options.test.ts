import { mergeSameOptions } from "../../../../services/quiz/importing/same-options.ts";

type Draft = [text: string, correct?: boolean];
const question = (kind: string, ...options: Draft[]) => ({
  kind,
  text: "?",
  options: options.map(([text, correct]) => (correct ? { text, correct } : { text })),
});
const note = (text: string) =>
  `the right option "${text}" stands more than once among the options; it is kept once`;

test("a right option that stands twice is kept once, at its first place", () => {
  expect(mergeSameOptions(question("single", ["a"], ["b", true], ["c"], ["b", true]))).toEqual({
    question: question("single", ["a"], ["b", true], ["c"]),
    note: note("b"),
  });
  expect(mergeSameOptions(question("single", ["b"], ["a"], ["b", true]))).toEqual({
    question: question("single", ["b", true], ["a"]),
    note: note("b"),
  });
});

test("options are compared as people see them", () => {
  const merged = mergeSameOptions(question("single", ["é", true], ["a"], ["\u200be\u0301 "]));
  expect(merged).toEqual({ question: question("single", ["é", true], ["a"]), note: note("é") });
  const different = question("single", ["a", true], ["A"], ["а"]);
  expect(mergeSameOptions(different)).toEqual({ question: different });
});

test("blank options are left as they are: they are refused by their numbers", () => {
  const blank = question("single", ["", true], ["\u200b"], ["a"]);
  expect(mergeSameOptions(blank)).toEqual({ question: blank });
});

test("a multiple question of which one right option is left is single", () => {
  expect(mergeSameOptions(question("multiple", ["a", true], ["a", true], ["b"]))).toMatchObject({
    question: question("single", ["a", true], ["b"]),
  });
  expect(mergeSameOptions(question("multiple", ["a", true], ["a"], ["b", true], ["b"], ["c"]))).toEqual({
    question: question("multiple", ["a", true], ["b", true], ["c"]),
    note: '2 right options, such as "a", stand more than once; each is kept once',
  });
});

test("a question of which one option is left is invalid", () => {
  expect(mergeSameOptions(question("single", ["a", true], ["a"]))).toEqual({
    invalid: "all options look the same as the right one",
  });
});

test.each([
  ["wrong options that stand twice", question("single", ["a"], ["a"], ["b", true])],
  ["a poll", question("poll", ["a"], ["a"])],
  ["a question without options", { kind: "truefalse", text: "?", answer: true }],
  ["options of another form", { kind: "single", options: [{ text: "a", correct: true }, { text: 7 }, null] }],
  ["what is no question", 7],
  ["nothing", null],
])("%s: nothing is changed", (_, unchanged) => {
  expect(mergeSameOptions(unchanged)).toEqual({ question: unchanged });
});
