import fc from "fast-check";
import type { Question } from "../../../../../platform/domain/question.ts";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { MAX_QUESTION_LENGTH } from "../../../../../services/quiz/formats/gift/collected-question.ts";
import { gift } from "../../../../../services/quiz/formats/gift/gift.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { anyQuiz } from "../../quiz-samples.ts";

/** What a text loses: control characters, carriage returns, spaces and tabs at its ends. */
const kept = (text: string) =>
  text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\t\n]/gu, "")
    .replace(/^[ \t]+/, "")
    .replace(/[ \t]+$/, "");

/** What is left of a quiz: polls, time limits, points and images are lost. */
function expected({ title, questions }: QuizContent): unknown {
  return quizSchema.parse({
    title: kept(kept(title).replaceAll("\n", " ")),
    questions: questions.flatMap((question) =>
      question.kind === "poll" ? [] : [expectedQuestion(question)],
    ),
  });
}

function expectedQuestion(question: Question): unknown {
  const { timeLimitMs: _time, points: _points, image: _image, explanation, ...rest } = question;
  const fields = { ...rest, text: kept(rest.text), ...(explanation && { explanation: kept(explanation) }) };
  if (rest.kind === "text") return { ...fields, answer: { accept: rest.answer.accept.map(kept) } };
  if (!("options" in rest)) return fields;
  return { ...fields, options: rest.options.map(({ text, correct }) => ({ text: kept(text), correct })) };
}

const importAgain = async (quiz: QuizContent) =>
  parseImport(Buffer.from(gift.write(quiz).body as string), { from: 1, take: 1000 });
const withoutPolls = (quiz: QuizContent) => quiz.questions.filter(({ kind }) => kind !== "poll");

/** The characters that mean something in GIFT, and blanks, close together. */
const oddText = fc
  .array(
    fc.constantFrom(
      ..."\\:#={}~%[]*/\n\r\t <&xn.",
      ..."-> && &&0 &&010 &&092; // :: #### [html] [plain] %50% ~= \ufdd0 \u00a0 \u2028 \ufeff".split(" "),
    ),
    { maxLength: 12 },
  )
  .map((parts) => `${parts.join("")}`);
const oddQuiz = fc
  .record({
    title: oddText,
    text: oddText,
    explanation: oddText,
    accept: fc.array(oddText, { minLength: 1, maxLength: 4 }),
    options: fc.array(oddText, { minLength: 2, maxLength: 4 }),
  })
  .map(({ title, text, explanation, accept, options }) =>
    quizSchema.parse({
      title: `${title}x${title}`,
      questions: [
        {
          kind: "single",
          text: `${text}x${text}`,
          explanation: `${explanation}x${explanation}`,
          options: options.map((option, id) => ({ text: `${option}${id}${option}`, correct: id === 1 })),
        },
        { kind: "text", text: `x${text}`, answer: { accept: accept.map((each) => `${each}x${each}`) } },
        { kind: "truefalse", text: `${text}x`, explanation: `x${explanation}`, answer: true },
        { kind: "numeric", text: `x${text}`, explanation: `${explanation}x`, answer: { value: 1 } },
      ],
    }),
  );

const times = Number(process.env.RUNS ?? 1);

test("any quiz is the same after export and import, as far as GIFT can hold it", async () => {
  await fc.assert(
    fc.asyncProperty(anyQuiz, async (quiz) => {
      fc.pre(withoutPolls(quiz).length > 0);
      const { content, skipped } = await importAgain(quiz);
      expect({ content, skipped }).toEqual({ content: expected(quiz), skipped: [] });
    }),
    { numRuns: 40 * times },
  );
});

test("so is a quiz whose texts look like GIFT", async () => {
  await fc.assert(
    fc.asyncProperty(oddQuiz, async (quiz) => {
      const { content, skipped } = await importAgain(quiz);
      expect({ content, skipped }).toEqual({ content: expected(quiz), skipped: [] });
    }),
    { numRuns: 60 * times },
  );
});

test("so are the longest texts", async () => {
  const quiz = quizSchema.parse({
    title: "/".repeat(200),
    questions: [
      {
        kind: "multiple",
        text: "\\".repeat(2000),
        explanation: "{".repeat(2000),
        options: Array.from({ length: 20 }, (_, id) => ({
          text: `${id}${"~".repeat(498)}`,
          correct: id % 3 > 0,
        })),
      },
      {
        kind: "text",
        text: "\n".repeat(1999).concat("x"),
        explanation: `[html]${"=".repeat(1994)}`,
        answer: { accept: Array.from({ length: 50 }, (_, id) => `%${id}${"*".repeat(497)}`) },
      },
    ],
  });
  expect((await importAgain(quiz)).content).toEqual(expected(quiz));
  expect(gift.write(quiz).body.length / 2).toBeLessThan(MAX_QUESTION_LENGTH);
});

test("what is lost is noted, and nothing else", async () => {
  const quiz = (title: string, ...questions: object[]) => quizSchema.parse({ title, questions });
  const lossless = { kind: "truefalse", text: "a  b\tc\n", explanation: "\n[html]", answer: true };
  expect(gift.write(quiz("Title", lossless)).notes).toEqual([]);
  const { notes } = gift.write(
    quiz(
      " Two\nlines",
      { ...lossless, text: " a", timeLimitMs: null, points: 5, image: "https://example.org/a.png" },
      { kind: "poll", text: "Which?", options: [{ text: "a" }, { text: "b" }] },
      { ...lossless, text: "a\rb\u0001", explanation: "b\r\n" },
      { kind: "text", text: "?", answer: { accept: ["a", "b "], match: "lenient" } },
    ),
  );
  expect(notes).toEqual([
    "the title: line breaks, control characters and blanks at its ends are not written",
    "question 1: the time limit is not written",
    "question 1: the points are not written",
    "question 1: the image is not written",
    "questions 1 and 4: blanks at the ends of a text are not written",
    "question 2: a poll has no right option, which GIFT needs, and is not written",
    "question 3: carriage returns are written as line breaks",
    "question 3: control characters are not written",
    "question 4: the lenient comparison of typed texts is not written",
  ]);
});

test("a quiz of polls only cannot be exported", () => {
  const poll = { kind: "poll", text: "Which?", options: [{ text: "a" }, { text: "b" }] };
  expect(() => gift.write(quizSchema.parse({ title: "Polls", questions: [poll] }))).toThrow(
    expect.objectContaining({
      data: [{ path: "format", reason: "this quiz has no question that GIFT can hold" }],
    }),
  );
});
