import fc from "fast-check";
import { ANSWER_TYPE } from "../../../../platform/contracts/contracts.ts";
import { parseOrThrow } from "../../../../platform/contracts/validation.ts";
import { type FieldError, ValidationError } from "../../../../platform/errors.ts";
import { answerSchema, parseAnswer } from "../../../../services/api/answers/answer-body.ts";

const read = parseAnswer;
function pathsAtFault(body: unknown): string[] {
  try {
    read(body);
  } catch (error) {
    if (error instanceof ValidationError)
      return (error.data as unknown as FieldError[]).map(({ path }) => path);
    throw error;
  }
  return [];
}

test.each<[object, object]>([
  [{ choice: 2 }, { type: ANSWER_TYPE.choice, bits: 2, response: null }],
  [{ choices: [0, 3] }, { type: ANSWER_TYPE.choices, bits: 0b1001, response: null }],
  [{ choices: [3, 0] }, { type: ANSWER_TYPE.choices, bits: 0b1001, response: null }],
  [{ choices: [19] }, { type: ANSWER_TYPE.choices, bits: 2 ** 19, response: null }],
  [{ value: 3.14 }, { type: ANSWER_TYPE.value, bits: 0, response: "3.14" }],
  [{ value: -0 }, { type: ANSWER_TYPE.value, bits: 0, response: "0" }],
  [{ value: 1e21 }, { type: ANSWER_TYPE.value, bits: 0, response: "1e+21" }],
  [{ text: " Bern " }, { type: ANSWER_TYPE.text, bits: 0, response: " Bern " }],
  [{ text: "🐎".repeat(250) }, { type: ANSWER_TYPE.text, bits: 0, response: "🐎".repeat(250) }],
])("%j", (body, sent) => {
  expect(read({ question: 1, ...body })).toMatchObject({ question: 1, ...sent });
});

test("a number is encoded so that it is decoded as it was sent", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Number(read({ question: 1, value }).response)).toBe(value + 0);
    }),
  );
});

test.each<[unknown, string]>([
  [null, ""],
  [[], ""],
  ["1", ""],
  [{}, "question"],
  [{ question: 1 }, ""],
  [{ question: 1, choice: 0, text: "a" }, ""],
  [{ question: 1, choice: 0, choices: [0] }, ""],
  [{ question: 0, choice: 0 }, "question"],
  [{ question: 1001, choice: 0 }, "question"],
  [{ question: "1", choice: 0 }, "question"],
  [{ question: 1.5, choice: 0 }, "question"],
  [{ question: 1, choice: -1 }, "choice"],
  [{ question: 1, choice: 20 }, "choice"],
  [{ question: 1, choice: "0" }, "choice"],
  [{ question: 1, choice: null }, "choice"],
  [{ question: 1, choices: [] }, "choices"],
  [{ question: 1, choices: [1, 1] }, "choices"],
  [{ question: 1, choices: [0, 20] }, "choices.1"],
  [{ question: 1, choices: 3 }, "choices"],
  [{ question: 1, value: "3" }, "value"],
  [JSON.parse('{"question":1,"value":1e999}'), "value"],
  [{ question: 1, text: "" }, "text"],
  [{ question: 1, text: " \u00a0\n" }, "text"],
  [{ question: 1, text: "a\u0000b" }, "text"],
  [{ question: 1, text: "\ud800" }, "text"],
  [{ question: 1, text: "x".repeat(501) }, "text"],
  [{ question: 1, choice: 0, player: 7 }, "player"],
  [{ question: 1, choice: 0, receivedAt: 0 }, "receivedAt"],
  [{ question: 1, choice: 0, receipt: 5 }, "receipt"],
  [JSON.parse('{"question":1,"choice":0,"__proto__":{"player":7}}'), "__proto__"],
])("%j is at fault", (body, path) => {
  expect(pathsAtFault(body)).toContain(path);
});

/** What a way of reading makes of a body: the answer, or the faults. */
function outcomeOf(reading: (body: unknown) => unknown, body: unknown): unknown {
  try {
    return reading(body);
  } catch (error) {
    if (error instanceof ValidationError) return error.data;
    throw error;
  }
}

const nearNumber = fc.oneof(
  fc.integer({ min: -1, max: 21 }),
  fc.constantFrom(1000, 1001, -0, 2 ** 53, 1.5, Number.NaN, Number.POSITIVE_INFINITY),
  fc.double(),
);
const nearText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", " \u00a0", "a\u0000", "\ud800", "x".repeat(500), "x".repeat(501), "\u200b"),
);
const nearAnything = fc.oneof(nearNumber, nearText, fc.array(nearNumber, { maxLength: 22 }), fc.anything());
const nearQuestion = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: nearAnything },
);
const option = fc.integer({ min: 0, max: 19 });
const nearFields: Record<string, fc.Arbitrary<unknown>>[] = [
  { choice: nearNumber },
  { choices: fc.array(fc.oneof(option, nearAnything), { maxLength: 22 }) },
  { choices: fc.uniqueArray(option, { maxLength: 20 }) },
  { value: nearNumber },
  { text: nearText },
  { choice: nearAnything },
  { text: nearAnything, value: nearAnything },
  { choice: nearNumber, receipt: nearText },
  { choice: nearNumber, player: nearNumber },
];
const nearAnswer = fc.oneof(
  ...nearFields.map((fields) => fc.record({ question: nearQuestion, ...fields }, { requiredKeys: [] })),
  nearAnything,
);

test("the fast parser and the schema give the same result and the same errors", () => {
  fc.assert(
    fc.property(nearAnswer, (body) => {
      expect(outcomeOf(parseAnswer, body)).toEqual(
        outcomeOf((given) => parseOrThrow(answerSchema, given), body),
      );
    }),
    { numRuns: 3000 },
  );
});
