import fc from "fast-check";
import type { Question } from "../../../../../platform/domain/question.ts";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { ValidationError } from "../../../../../platform/errors.ts";
import { moodle } from "../../../../../services/quiz/formats/moodle/moodle.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { anyQuiz } from "../../quiz-samples.ts";

/** What comes back: no polls, times, points, images and lenient comparison, and no character that XML cannot hold. */
function expected({ title, questions }: QuizContent): QuizContent {
  return quizSchema.parse({
    title: held(title),
    questions: questions.filter(({ kind }) => kind !== "poll").map(expectedQuestion),
  });
}

function expectedQuestion(question: Question): object {
  const { timeLimitMs: _, points: __, image: ___, explanation, ...rest } = question;
  const fields = { ...rest, text: held(rest.text), ...(explanation && { explanation: held(explanation) }) };
  if ("options" in fields) return { ...fields, options: fields.options.map(withHeldText) };
  if (fields.kind !== "text") return fields;
  return { ...fields, answer: { accept: fields.answer.accept.map(held) } };
}

const withHeldText = (option: { text: string }) => ({ ...option, text: held(option.text) });
const held = (text: string) =>
  text.replace(/[^\P{Cc}\t\n\r\x7f-\x9f]/gu, "").replace(/[\ufffe\uffff]/g, "\ufffd");

const imported = async (quiz: QuizContent) => {
  const { content, skipped } = await parseImport(Buffer.from(moodle.write(quiz).body), {
    from: 1,
    take: 1000,
  });
  expect(skipped).toEqual([]);
  return content;
};

test("any quiz is the same after an export and an import, as far as the format can hold it", async () => {
  await fc.assert(
    fc.asyncProperty(anyQuiz, async (quiz) => {
      fc.pre(quiz.questions.some(({ kind }) => kind !== "poll"));
      expect(await imported(quiz)).toEqual(expected(quiz));
    }),
    { numRuns: 100 },
  );
});

test.each([
  "&<>]]>",
  "\r\n",
  " \t",
  "*\\",
  "\\*",
  "💥",
  "//",
  "<b>x</b>",
  "@@PLUGINFILE@@/x",
])("the longest texts made of %j are the same after an export and an import", async (unit) => {
  const long = (length: number, end = "x") =>
    unit
      .repeat(length)
      .slice(0, length - 3)
      .toWellFormed() + end;
  const options = Array.from({ length: 20 }, (_, id) => ({
    text: long(500, `x${id}`),
    correct: id % 2 === 0 || undefined,
  }));
  const accept = Array.from({ length: 50 }, (_, index) => long(500, `x${index}`));
  const common = { text: long(2000), explanation: long(2000) };
  const quiz = quizSchema.parse({
    title: long(200),
    questions: [
      { kind: "multiple", ...common, options },
      { kind: "text", ...common, answer: { accept } },
    ],
  });
  expect(await imported(quiz)).toEqual(quiz);
});

describe("a file", () => {
  const quiz = (...questions: object[]) => quizSchema.parse({ title: "Space / Planets", questions });
  const single = {
    kind: "single",
    text: "Which planet is red?",
    options: [{ text: "Venus" }, { text: "Mars & moons", correct: true }],
    explanation: "Its dust has rust in it.",
  };
  const multiple = (right: number) => ({
    kind: "multiple",
    text: "Which?",
    options: Array.from({ length: 20 }, (_, id) => ({ text: `o${id}`, correct: id < right })),
  });

  test("is what Moodle imports", () => {
    const { body, notes } = moodle.write(
      quiz(single, { kind: "numeric", text: "Pi?", answer: { value: 3.14, tolerance: 0.01 } }),
    );
    expect(notes).toEqual([]);
    expect(body).toMatchInlineSnapshot(`
"<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category">
    <category><text>$course$/top/Space // Planets</text></category>
  </question>
  <question type="multichoice">
    <name><text>Which planet is red?</text></name>
    <questiontext format="plain_text"><text>Which planet is red?</text></questiontext>
    <generalfeedback format="plain_text"><text>Its dust has rust in it.</text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <single>true</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <answer fraction="0" format="plain_text"><text>Venus</text></answer>
    <answer fraction="100" format="plain_text"><text>Mars &amp; moons</text></answer>
  </question>
  <question type="numerical">
    <name><text>Pi?</text></name>
    <questiontext format="plain_text"><text>Pi?</text></questiontext>
    <generalfeedback format="plain_text"><text></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <answer fraction="100" format="moodle_auto_format"><text>3.14</text><tolerance>0.01</tolerance></answer>
    <unitgradingtype>0</unitgradingtype>
    <unitpenalty>0.1000000</unitpenalty>
    <showunits>3</showunits>
    <unitsleft>0</unitsleft>
  </question>
</quiz>
"
`);
  });

  test.each([
    [1, "100", []],
    [3, "33.33333", [expect.stringContaining("part of the points")]],
    [7, "14.28571", [expect.anything()]],
    [11, "9.09091", [expect.anything(), expect.stringContaining("nearest grade")]],
    [20, "5", [expect.anything()]],
  ])("has equal shares for %i right options", (right, fraction, notes) => {
    const written = moodle.write(quiz(multiple(right)));
    expect(written.body.split(`fraction="${fraction}"`)).toHaveLength(right + 1);
    expect(written.body.split('fraction="-100"')).toHaveLength(20 - right + 1);
    expect(written.notes).toEqual(notes);
  });

  test("has no polls, times, points, images and lenient comparison, and the notes say so", () => {
    const { notes } = moodle.write(
      quiz(
        { kind: "poll", text: "Tea?", options: [{ text: "Yes" }, { text: "No" }] },
        { ...single, timeLimitMs: 5000, points: 10, image: "https://example.org/mars.png", text: "\u0001?" },
        { kind: "text", text: "Who?", answer: { accept: ["me"], match: "lenient" } },
      ),
    );
    expect(notes).toEqual([
      "question 1: left out, because Moodle's question bank has no polls",
      "question 2: the time limit is not written",
      "question 2: the points are not written",
      "question 2: the image is not written",
      "question 2: characters that XML cannot hold are left out or replaced",
      "question 3: the lenient comparison of typed texts is not written",
    ]);
  });

  test("has no question whose options would look the same", () => {
    const options = [{ text: "\ufffe", correct: true }, { text: "\uffff" }];
    const { notes } = moodle.write(quiz(single, { kind: "single", text: "Which?", options }));
    expect(notes).toEqual([
      "question 2: left out, because its options differ only in characters that XML cannot hold",
    ]);
  });

  test("cannot be without a question", () => {
    expect(() =>
      moodle.write(quiz({ kind: "poll", text: "?", options: [{ text: "a" }, { text: "b" }] })),
    ).toThrow(ValidationError);
  });
});
