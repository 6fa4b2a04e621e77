import fc from "fast-check";
import { type QuizContent, quizSchema } from "../../../../../platform/domain/quiz.ts";
import { csv } from "../../../../../services/quiz/formats/csv/csv.ts";
import { withMarks, withoutMarks } from "../../../../../services/quiz/formats/csv/formula-marks.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { anyQuiz } from "../../quiz-samples.ts";

/** Only the title is lost, and explanations that are empty. */
function expected({ questions }: QuizContent): QuizContent {
  return quizSchema.parse({
    title: "Imported quiz",
    questions: questions.map((question) => ({ ...question, explanation: question.explanation || undefined })),
  });
}

async function expectRoundTrip(quiz: QuizContent): Promise<void> {
  const { body } = csv.write(quiz);
  const { content, skipped } = await parseImport(Buffer.from(body as string), { from: 1, take: 1000 });
  expect(skipped).toEqual([]);
  expect(content).toEqual(expected(quiz));
}

/** The characters that mean something in CSV or in a spreadsheet program, close together. */
const oddText = fc
  .array(
    fc.constantFrom(
      ..."\"',;=+-@＝\t\r\n x1.\u00a0\u2028\ufeff\u0001",
      ..."\r\n '= ;=1 ;'@a \n=x \"\" 1;3 1,3 TRUE none 2".split(/ /),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const visible = oddText.map((text) => `${text}x${text}`);
const oddQuiz = fc
  .record({
    text: visible,
    explanation: visible,
    options: fc.uniqueArray(visible, {
      minLength: 2,
      maxLength: 4,
      selector: (text) => text.replace(/[^x]/g, ""),
    }),
    accept: fc.array(visible, { minLength: 1, maxLength: 4 }),
    match: fc.constantFrom("exact", "lenient", undefined),
  })
  .map(({ text, explanation, options, accept, match }) => ({
    title: "?",
    questions: [
      {
        kind: "poll",
        text,
        explanation,
        options: options.map((option, index) => ({ text: `${index}${option}` })),
      },
      { kind: "text", text, explanation, answer: { accept, match } },
    ],
  }))
  .map((quiz) => quizSchema.parse(quiz));

test("any quiz imports again to the same questions", async () => {
  await fc.assert(fc.asyncProperty(anyQuiz, expectRoundTrip), { numRuns: 60 });
});

test("texts of characters that mean something in a table survive", async () => {
  await fc.assert(fc.asyncProperty(oddQuiz, expectRoundTrip), { numRuns: 100 });
});

test("the longest texts, most options and odd values survive", async () => {
  const long = (length: number, unit: string) => unit.repeat(length).slice(0, length);
  const common = { text: long(2000, ';=\r\n"x'), explanation: long(2000, "'=\t,") };
  const options = Array.from({ length: 20 }, (_, index) => ({ text: `${index}${long(498, '"=,;')}` }));
  const right = (ids: number[]) =>
    options.map((option, index) => (ids.includes(index) ? { ...option, correct: true } : option));
  await expectRoundTrip(
    quizSchema.parse({
      title: "Imported quiz",
      questions: [
        { kind: "single", ...common, options: right([19]), timeLimitMs: 1001 },
        { kind: "multiple", ...common, options: right([0, 2, 19]), timeLimitMs: null },
        { kind: "multiple", ...common, options: right([3]), timeLimitMs: 599_999, points: 0 },
        { kind: "single", text: "True?", options: [{ text: "True" }, { text: "False", correct: true }] },
        { kind: "truefalse", text: "?", answer: false, explanation: "" },
        {
          kind: "text",
          text: "?",
          answer: {
            accept: Array.from({ length: 50 }, (_, no) => `${no}${long(498, "+ ")}`),
            match: "lenient",
          },
        },
        { kind: "text", text: "?", answer: { accept: ["007"], match: "exact" } },
        { kind: "numeric", text: "?", answer: { value: -5e-324, tolerance: Number.MAX_VALUE } },
        { kind: "numeric", text: "?", answer: { value: 0.1 + 0.2, tolerance: 0 } },
      ],
    }),
  );
});

test("a file is a table with a byte order mark and CRLF, and says what it has not", () => {
  const quiz = quizSchema.parse({
    title: "My quiz",
    questions: [
      { kind: "single", text: "=1+1?", options: [{ text: "2", correct: true }, { text: "a;-b" }] },
      {
        kind: "truefalse",
        text: "Sure?",
        answer: true,
        timeLimitMs: null,
        image: "https://example.org/a.png",
      },
    ],
  });
  expect(csv.write(quiz)).toEqual({
    body: [
      "\ufeffkind,question,option 1,option 2,correct,time limit (s),points,image",
      "single,'=1+1?,2,a;'-b,1,20,1000,",
      "truefalse,Sure?,,,true,none,1000,https://example.org/a.png",
      "",
    ].join("\r\n"),
    notes: ["the title is not written"],
  });
});

test("no text begins like a formula, and each mark can be taken back", () => {
  const parts = fc.array(fc.constantFrom(..."'\";=-@\t\r\n a＝"), { maxLength: 10 });
  fc.assert(
    fc.property(parts, (characters) => {
      const text = characters.join("");
      const marked = withMarks(text);
      expect(marked).not.toMatch(/^[=+\-@＝\t\r]|[;\r\n][ \t"]*[=+\-@＝]/);
      expect(withoutMarks(marked)).toBe(text);
    }),
    { numRuns: 500 },
  );
});
