import fc from "fast-check";
import type { Question } from "../../../../../platform/domain/question.ts";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { aiken } from "../../../../../services/quiz/formats/aiken/aiken.ts";
import { choiceOrTrueFalse } from "../../../../../services/quiz/formats/shared/choice-question.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { anyQuiz } from "../../quiz-samples.ts";

const quizOf = (...questions: object[]) => quizSchema.parse({ title: "Imported quiz", questions });
const single = (text: string, options = ["a", "b"], more = {}) => ({
  kind: "single",
  text,
  options: options.map((option, id) => ({ text: option, ...(id === 1 && { correct: true }) })),
  ...more,
});
const read = async (body: string | Buffer) =>
  (await parseImport(Buffer.from(body as string), { format: "aiken", from: 1, take: 1000 })).content;

test("writes single and truefalse questions", () => {
  const quiz = quizOf(single("Which?", ["x", "y", "z"]), {
    kind: "truefalse",
    text: "Really?",
    answer: false,
  });
  expect(aiken.write(quiz)).toEqual({
    body: "Which?\nA) x\nB) y\nC) z\nANSWER: B\n\nReally?\nA) True\nB) False\nANSWER: B\n",
    notes: [],
  });
});

test("notes what is lost", () => {
  const questions = [
    single("1", ["a", "b"], { points: 5, timeLimitMs: null, explanation: "e", image: "https://a.example/b" }),
    single(" 2\nx", ["a", "b\u0007"]),
    single("3", ["True", "false"]),
    { kind: "poll", text: "4", options: [{ text: "a" }, { text: "b" }] },
    { kind: "numeric", text: "5", answer: { value: 5 } },
    { kind: "text", text: "6", answer: { accept: ["six"] } },
    {
      kind: "multiple",
      text: "7",
      options: [
        { text: "a", correct: true },
        { text: "b", correct: true },
      ],
    },
    single("A. Lincoln?"),
    single("Answer: what?"),
  ];
  const { body, notes } = aiken.write({ ...quizOf(...questions), title: "Rivers" });
  expect(body).toBe(
    "1\nA) a\nB) b\nANSWER: B\n\n2 x\nA) a\nB) b\nANSWER: B\n\n3\nA) True\nB) false\nANSWER: B\n",
  );
  expect(notes).toEqual([
    "the title is not written",
    "question 1: the time limit is not written",
    "question 1: the points are not written",
    "question 1: the explanation is not written",
    "question 1: the image is not written",
    "question 2: line breaks become spaces",
    "question 2: spaces around texts and control characters are not written",
    "question 3: it becomes a true or false question",
    "question 4: left out, because Aiken has no polls",
    "question 5: left out, because Aiken has no questions with a number as the answer",
    "question 6: left out, because Aiken has no questions with a typed text as the answer",
    "question 7: left out, because Aiken has no questions with several right options",
    "questions 8 and 9: left out, because the text begins like an option or an answer of Aiken",
  ]);
});

test("a quiz of which nothing can be written is refused", () => {
  expect(() => aiken.write(quizOf({ kind: "numeric", text: "5", answer: { value: 5 } }))).toThrow(
    expect.objectContaining({ code: 422 }),
  );
});

/** What is left of a quiz in this format: null if nothing is. */
function expected({ questions }: QuizContent): QuizContent | null {
  const held = questions.flatMap((question) => expectedQuestion(question) ?? []);
  return held.length === 0 ? null : quizOf(...held);
}

const oneLine = (text: string) =>
  text
    .replace(/\r\n|\r|\n/g, " ")
    .replace(/[^\P{Cc}\t]/gu, "")
    .trim();

function expectedQuestion({ kind, ...question }: Question): object | null {
  const text = oneLine(question.text);
  if (/^[A-Z][).]/.test(text) || /^(correct )?answers? *[:：]/i.test(text)) return null;
  if (kind === "truefalse") return { kind, text, answer: (question as { answer: boolean }).answer };
  if (kind !== "single") return null;
  const { options } = question as Extract<Question, { kind: "single" }>;
  return choiceOrTrueFalse(
    { text },
    options.map((option) => ({ ...option, text: oneLine(option.text) })),
  );
}

/** Texts that are read as something else in another place. */
const ODD = [
  "A) a",
  "a) a",
  "B. b",
  "Ａ）a",
  "ANSWER: A",
  "Answer:",
  "Points: 1",
  "Feedback: f",
  "e.g. x",
  "T.",
  "?",
];
const withOddTexts = anyQuiz.chain((quiz) =>
  fc.array(fc.option(fc.constantFrom(...ODD)), { minLength: 8, maxLength: 8 }).map((odd) => ({
    ...quiz,
    questions: quiz.questions.map((question, index) => ({ ...question, text: odd[index] ?? question.text })),
  })),
);

test("any quiz is read again as far as the format can hold it, and its notes say what is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(anyQuiz, withOddTexts), async (quiz) => {
      const left = expected(quiz);
      if (!left) return void expect(() => aiken.write(quiz)).toThrow("");
      const { body, notes } = aiken.write(quiz);
      expect(await read(body)).toEqual(left);
      const isWhole = JSON.stringify(left.questions) === JSON.stringify(quiz.questions);
      expect(notes.filter((note) => note.startsWith("question")).length === 0).toBe(isWhole);
      for (const note of notes) expect(note).toMatch(/^[\x20-\x7e]+$/);
    }),
    { numRuns: 150 },
  );
});

test("the longest texts and twenty options survive", async () => {
  const options = Array.from({ length: 20 }, (_, id) => `${id}${"é".repeat(498)}`);
  const quiz = quizOf(
    single("x".repeat(2000), options),
    single("ß\u0301".repeat(1000), ["B) b", "ANSWER: A"]),
  );
  const { body, notes } = aiken.write(quiz);
  expect(notes).toEqual([]);
  expect(await read(body)).toEqual(quiz);
  // The format is found out, too.
  expect((await parseImport(Buffer.from(body as string), { from: 1, take: 1000 })).content).toEqual(quiz);
});
