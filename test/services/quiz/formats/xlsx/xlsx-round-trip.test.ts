import fc from "fast-check";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { xlsx } from "../../../../../services/quiz/formats/xlsx/xlsx.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { anyQuiz } from "../../quiz-samples.ts";

/** What is left of a quiz: in a workbook lines end with a line feed. */
function expected(quiz: QuizContent): unknown {
  return JSON.parse(JSON.stringify(quiz), (_, value) =>
    typeof value === "string" ? value.replace(/\r\n?/g, "\n") : value,
  );
}

async function importAgain(quiz: QuizContent) {
  const { body } = await xlsx.write(quiz);
  return parseImport(body as Buffer, { from: 1, take: 1000 });
}

const times = Number(process.env.RUNS ?? 1);

test("any quiz is the same after export and import, but for carriage returns", async () => {
  await fc.assert(
    fc.asyncProperty(anyQuiz, async (quiz) => {
      const { content, skipped, notes } = await importAgain(quiz);
      expect({ content, skipped, notes }).toEqual({ content: expected(quiz), skipped: [], notes: [] });
    }),
    { numRuns: 25 * times },
  );
});

/** What a spreadsheet program, or a reader of tables, may take for something else. */
const oddText = fc
  .array(
    fc.constantFrom(
      ..."=+-@'\"\n\r\t ,;|1/x_".split(""),
      ..."1,3 TRUE true none 1/2 50% 0.1 007 #REF! _x000D_ _x0041_ &amp; <b> \u0001 \uffff \u00a0 A) A".split(
        " ",
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));
const oddQuiz = fc
  .record({
    title: oddText,
    text: oddText,
    explanation: oddText,
    texts: fc.uniqueArray(oddText, { minLength: 2, maxLength: 6 }),
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value || 0),
  })
  .map(({ title, text, explanation, texts, value }) => ({
    title: `${title}x`,
    questions: [
      {
        kind: "single",
        text,
        explanation: `x${explanation}`,
        options: texts.map((each, index) => ({ text: each, correct: index === 1 })),
      },
      { kind: "multiple", text, options: texts.map((each, index) => ({ text: each, correct: index < 2 })) },
      { kind: "poll", text: `${text}x`, options: texts.map((each) => ({ text: each })) },
      { kind: "text", text: `x${text}`, answer: { accept: texts.map((each) => `${each}x`) } },
      { kind: "numeric", text: "?", answer: { value, tolerance: Math.abs(value) } },
    ],
  }))
  .map((quiz) => quizSchema.safeParse(quiz).data)
  .filter((quiz) => quiz !== undefined);

test("so is a quiz whose texts look like numbers, formulas or lists", async () => {
  await fc.assert(
    fc.asyncProperty(oddQuiz, async (quiz) => {
      const { content, skipped } = await importAgain(quiz);
      expect({ content, skipped }).toEqual({ content: expected(quiz), skipped: [] });
    }),
    { numRuns: 30 * times },
  );
});

test("so are the longest texts", async () => {
  const quiz = quizSchema.parse({
    title: "_x0041_".repeat(28),
    questions: [
      {
        kind: "multiple",
        text: "&".repeat(2000),
        explanation: "\u0001".repeat(1999).concat("x"),
        options: Array.from({ length: 20 }, (_, id) => ({
          text: `${id}${"<".repeat(498)}`,
          correct: id % 3 > 0,
        })),
      },
      {
        kind: "text",
        text: "\n".repeat(1999).concat("x"),
        answer: { accept: Array.from({ length: 50 }, (_, id) => `${id}${"😀".repeat(249)}`) },
      },
    ],
  });
  expect((await importAgain(quiz)).content).toEqual(expected(quiz));
});

test("what is lost is noted, and nothing else", async () => {
  const quiz = (title: string, text: string) =>
    quizSchema.parse({
      title,
      questions: ["a\nb \u0001", text].map((each) => ({ kind: "truefalse", text: each, answer: true })),
    });
  await expect(xlsx.write(quiz("Title", "b"))).resolves.toMatchObject({ notes: [] });
  await expect(xlsx.write(quiz("Ti\rtle", "a\r\nb"))).resolves.toMatchObject({
    notes: [
      "the title: carriage returns are written as line breaks",
      "question 2: carriage returns are written as line breaks",
    ],
  });
});
