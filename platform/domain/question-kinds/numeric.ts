import { z } from "zod";
import { ValidationError } from "../../errors.ts";
import { value } from "./answer-type.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const keySchema = z.strictObject({
  value: z.number(),
  tolerance: z.number().min(0).default(0).describe("How far an answer may be from the value"),
});

const schema = z.strictObject({ ...questionFields("numeric"), answer: keySchema });

interface NumericKey {
  form: "numeric";
  value: number;
  tolerance: number;
}

/** Type a number. Right within a tolerance. */
export const numeric: QuestionKind<typeof schema, NumericKey, typeof value> = {
  schema,
  answerType: value,
  tally: "number",
  optionTexts: () => [],

  keyOf: ({ answer }) => ({ form: "numeric", ...answer }),
  keyFields: ({ value, tolerance }) => ({ answer: { value, tolerance } }),
  keySchema,
  correctedKey(_question, { answer }) {
    const parsed = keySchema.safeParse(answer);
    if (parsed.success) return { form: "numeric", ...parsed.data };
    throw new ValidationError([{ path: "answer", reason: "must be { value, tolerance } for this question" }]);
  },

  invalidReason: () => null,
  score: ({ value, tolerance }, typed) => (isWithin(Number(typed), value, tolerance) ? 1 : 0),
  isSame: (one, other) => one === other,
};

/**
 * Whether a typed number is within a tolerance of a value, both ends included. Decimal fractions have no exact
 * binary form, so the comparison allows a few units in the last place: 0.3 is within 0.1 of 0.2.
 */
function isWithin(typed: number, value: number, tolerance: number): boolean {
  const slack = 4 * Number.EPSILON * Math.max(Math.abs(typed), Math.abs(value), tolerance);
  return Math.abs(typed - value) <= tolerance + (tolerance === 0 ? 0 : slack);
}
