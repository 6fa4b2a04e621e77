import { quizSchema } from "../../../../../platform/domain/quiz.ts";
import { json } from "../../../../../services/quiz/formats/json/json.ts";
import type { WrittenFile } from "../../../../../services/quiz/formats/shared/format.ts";
import { parseImport } from "../../../../../services/quiz/importing/import.ts";
import { sampleQuiz } from "../../quiz-samples.ts";
import { sourceOf } from "../source-of.ts";

const read = (text: string) => json.parse(sourceOf(text));

test("returns the title and each question with its line", () => {
  expect(read('{"title": "Rivers",\n"questions": [\n{"kind": "x"},\n7]}')).toEqual({
    title: "Rivers",
    parts: [
      { line: 3, question: { kind: "x" } },
      { line: 4, question: 7 },
    ],
    notes: [],
  });
  expect(read('[\n{"kind": "x"},\n7]').parts.map(({ line }) => line)).toEqual([2, 3]);
  expect(read("[]").parts).toEqual([]);
});

test("is detected by how it begins: GIFT may also begin with a brace or a bracket", () => {
  const isDetected = (text: string) => json.detect(sourceOf(text));
  for (const text of [
    ' \n{"title": 1}',
    '\uFEFF[ {"text": 1}]',
    "{}",
    "{",
    "{title: 1}",
    "{'a': 1}",
    "[{a: 1}]",
  ])
    expect([text, isDetected(text)]).toEqual([text, true]);
  for (const text of [
    "#Q {",
    "{=Paris ~Rome} is in France.",
    "{T} It is.",
    "{#4} legs",
    "[html]<p>Who? {T}",
    "[7]",
  ])
    expect([text, isDetected(text)]).toEqual([text, false]);
});

test("fields that a quiz does not have are set aside and named once, wherever they stand", async () => {
  const question = { id: 5, kind: "single", text: "?", category: "Rivers", difficulty: "easy" };
  const options = [
    { id: 1, text: "a", correct: true, feedback: "Yes" },
    { id: 2, text: "b", feedback: "No" },
  ];
  const numeric = { kind: "numeric", text: "?", answer: { value: 1, tolerance: 0, unit: "m" }, options };
  const quiz = { id: "x", version: 3, title: "T", questions: [{ ...question, options }, numeric, numeric] };
  const { content, notes } = await parseImport(Buffer.from(JSON.stringify(quiz)), { from: 1, take: 9 });
  expect(content).toEqual(
    quizSchema.parse({
      title: "T",
      questions: [
        { kind: "single", text: "?", options: [{ text: "a", correct: true }, { text: "b" }] },
        ...new Array(2).fill({ kind: "numeric", text: "?", answer: { value: 1, tolerance: 0 } }),
      ],
    }),
  );
  expect(notes).toEqual([
    'set aside, because a quiz has no such fields: "id", "version", "id" of questions, "category" of questions, ' +
      '"difficulty" of questions, "id" of options, "feedback" of options, "options" of questions, "unit" of answer',
  ]);
});

test("a note on a great many fields is short", () => {
  const fields = Object.fromEntries(Array.from({ length: 1000 }, (_, no) => [`f${no}${"x".repeat(50)}`, 1]));
  const { notes } = read(JSON.stringify({ questions: [{ kind: "poll", ...fields }] }));
  expect(notes![0]).toMatch(
    /^set aside, because a quiz has no such fields: "f0x{37}…" of questions, .*, and others$/,
  );
  expect(notes![0]!.length).toBeLessThan(700);
});

test("reports where a text is not JSON", () => {
  expect(() => read('{"title":\n nope}')).toThrow(
    expect.objectContaining({
      type: "VALIDATION_ERROR",
      data: [{ path: "body", reason: "is not JSON: line 2, column 2: expected a value" }],
    }),
  );
});

test.each([
  "{}",
  "null",
  "7",
  '"questions"',
  '{"questions": {"length": 1}}',
  '{"__proto__": {"questions": []}}',
])("%s is not a quiz", (text) => {
  expect(() => read(text)).toThrow(
    expect.objectContaining({
      type: "VALIDATION_ERROR",
      data: [{ path: "questions", reason: expect.any(String) }],
    }),
  );
});

test("writes one field per line, a question's kind and text first", () => {
  const written = json.write(sampleQuiz("Rivers")) as WrittenFile;
  const lines = String(written.body).split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "{",
    '  "title": "Rivers",',
    '  "questions": [',
    "    {",
    '      "kind": "truefalse",',
    '      "text": "Is 0 even?",',
  ]);
});
