import { json } from "../../../../services/quiz/formats/json.ts";
import { sampleQuiz } from "../quiz-samples.ts";

test("returns the title and each question with its line", () => {
  expect(json.parse('{"title": "Rivers",\n"questions": [\n{"kind": "x"},\n7]}')).toEqual({
    title: "Rivers",
    questions: [
      { line: 3, question: { kind: "x" } },
      { line: 4, question: 7 },
    ],
    skipped: [],
  });
});

test("is detected by its first character", () => {
  expect(json.detect(' \n{"title": 1}')).toBe(true);
  expect(json.detect("#Q {")).toBe(false);
});

test("reports where a text is not JSON", () => {
  expect(() => json.parse('{"title":\n nope}')).toThrow(
    expect.objectContaining({
      type: "VALIDATION_ERROR",
      data: [{ path: "body", reason: "is not JSON: line 2, column 2: expected a value" }],
    }),
  );
});

test.each([
  "{}",
  "[]",
  "null",
  "7",
  '"questions"',
  '{"questions": {"length": 1}}',
  '{"__proto__": {"questions": []}}',
])("%s is not a quiz", (text) => {
  expect(() => json.parse(text)).toThrow(
    expect.objectContaining({
      type: "VALIDATION_ERROR",
      data: [{ path: "questions", reason: expect.any(String) }],
    }),
  );
});

test("writes one field per line, a question's kind and text first", () => {
  const lines = json.write(sampleQuiz("Rivers")).split("\n");
  expect(lines.slice(0, 6)).toEqual([
    "{",
    '  "title": "Rivers",',
    '  "questions": [',
    "    {",
    '      "kind": "truefalse",',
    '      "text": "Is 0 even?",',
  ]);
});
