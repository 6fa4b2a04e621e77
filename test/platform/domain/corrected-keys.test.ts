import { newKeySchema } from "../../../platform/contracts/contracts.ts";
import { correctedKey } from "../../../platform/domain/question.ts";
import { type FieldError, ValidationError } from "../../../platform/errors.ts";
import { questionNo } from "../../services/answers/questions.ts";

const [SINGLE, MULTIPLE, TRUEFALSE, NUMERIC, TEXT, POLL] = [1, 2, 3, 4, 5, 6] as const;
const keyOf = (no: number, body: object) =>
  correctedKey(questionNo(no), newKeySchema.parse({ reason: "a slip", ...body }));
function pathsAtFault(no: number, body: object): string[] {
  try {
    keyOf(no, body);
  } catch (error) {
    if (error instanceof ValidationError)
      return (error.data as unknown as FieldError[]).map(({ path }) => path);
    throw error;
  }
  return [];
}

test("a single choice may get several right options: any of them then counts", () => {
  expect(keyOf(SINGLE, { correct: [2, 0, 2] })).toEqual({ form: "options", correct: [0, 2], exact: false });
});

test("a multiple choice requires exactly its options", () => {
  expect(keyOf(MULTIPLE, { correct: [3] })).toEqual({ form: "options", correct: [3], exact: true });
});

test("true or false can be corrected either way", () => {
  const isFalse = { form: "options", correct: [0], exact: false };
  expect(keyOf(TRUEFALSE, { answer: false })).toEqual(isFalse);
  expect(keyOf(TRUEFALSE, { correct: [0] })).toEqual(isFalse);
});

test("a number and a text get a key in the form of the question's `answer`", () => {
  expect(keyOf(NUMERIC, { answer: { value: 4 } })).toEqual({ form: "numeric", value: 4, tolerance: 0 });
  expect(keyOf(TEXT, { answer: { accept: ["Basel"] } })).toEqual({ form: "text", accept: ["Basel"] });
});

test.each<[number, object, string]>([
  [SINGLE, { correct: [0, 3] }, "correct.1"],
  [TRUEFALSE, { correct: [2] }, "correct.0"],
  [SINGLE, { answer: true }, "correct"],
  [TRUEFALSE, { answer: { value: 1 } }, "answer"],
  [NUMERIC, { answer: true }, "answer"],
  [NUMERIC, { correct: [0] }, "answer"],
  [TEXT, { answer: { value: 1 } }, "answer"],
  [POLL, { correct: [0] }, "question"],
])("question %i cannot be corrected with %j", (no, body, path) => {
  expect(pathsAtFault(no, body)).toEqual([path]);
});

test.each([
  {},
  { correct: [0], answer: true },
  { correct: [] },
  { correct: [20] },
  { correct: [0], why: "" },
])("%j is not a valid correction", (body) => {
  expect(newKeySchema.safeParse({ reason: "a slip", ...body }).success).toBe(false);
});
