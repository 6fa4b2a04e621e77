import { typedPattern, typedQuestion } from "../../../../../services/quiz/formats/shared/typed-answers.ts";

const ask = (...answers: [pattern: string, percent?: number][]) =>
  typedQuestion(
    { text: "?" },
    answers.map(([pattern, percent = 100]) => ({ pattern, percent })),
  );
const question = (...accept: string[]) => ({ kind: "text", text: "?", answer: { accept } });

test("accepts what earns all of the points, and sets aside what is there for its feedback", () => {
  expect(ask(["four"], ["4"])).toEqual(question("four", "4"));
  expect(ask(["Frog"], ["Cat", 0], ["*", 0])).toEqual(question("Frog"));
});

test("a star after a backslash is a star; another one stands for any text", () => {
  expect(ask(["2 \\* 3"], ["\\\\*"])).toEqual(question("2 * 3", "\\*"));
  expect(ask(["frog*"])).toBe(
    'a right answer has "*", which stands for any text: a quiz here compares whole texts',
  );
});

test.each(["*", "a*b", "\\", "\\*", "\\\\**", "**"])("the pattern of %j fits only this text", (text) => {
  expect(ask([typedPattern(text)])).toEqual(question(text));
});

test("what cannot be held has its reason", () => {
  expect(ask()).toBe("no answer is marked as right");
  expect(ask(["Cat", 0])).toBe("no answer is marked as right");
  expect(ask(["Frog"], ["Cat", 50])).toBe("gives part of the points for an answer, which a quiz here cannot");
});
