import { importDocument, quizDocument } from "../../../../services/api/views/quiz-document.ts";

const content = { title: "É “x”", questions: [{ kind: "truefalse", text: "?", answer: true }] };
const quiz = {
  id: "AAAAAAAAAAAAAAAA",
  version: 3,
  body: Buffer.from(JSON.stringify(content)).toString("base64"),
};
const read = (document: Buffer) => JSON.parse(document.toString());

test("a quiz that was written is its id, its version and its content", () => {
  expect(read(quizDocument(quiz))).toEqual({ id: quiz.id, version: 3, ...content });
});

test("an import is the quiz and what was left out", () => {
  const rest = { imported: 1, skipped: [{ line: 2, reason: '"' }], notes: ["é"], left: 0 };
  expect(read(importDocument({ quiz, ...rest }))).toEqual({
    quiz: { id: quiz.id, version: 3, ...content },
    ...rest,
  });
});

test("an import at a node of the release before has no notes", () => {
  const rest = { imported: 1, skipped: [], left: 0 };
  expect(read(importDocument({ quiz, ...rest }))).toMatchObject({ ...rest, notes: [] });
});
