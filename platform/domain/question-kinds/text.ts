import { z } from "zod";
import { ValidationError } from "../../errors.ts";
import { normalizeText } from "../text/normalize-text.ts";
import { text as typedText } from "./answer-type.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const keySchema = z.strictObject({
  accept: z
    .array(
      z
        .string()
        .max(500)
        .refine((accepted) => normalizeText(accepted) !== "", { error: "must not be blank" }),
    )
    .min(1)
    .max(50),
});

const schema = z.strictObject({ ...questionFields("text"), answer: keySchema });

interface TextKey {
  form: "text";
  accept: readonly string[];
}

/** Type a text. Right if it equals an accepted one; case, width and white space do not matter (normalizeText). */
export const text: QuestionKind<typeof schema, TextKey, typeof typedText> = {
  schema,
  answerType: typedText,
  tally: "text",
  optionTexts: () => [],

  keyOf: ({ answer }) => ({ form: "text", accept: answer.accept }),
  keyFields: ({ accept }) => ({ answer: { accept } }),
  keySchema,
  correctedKey(_question, { answer }) {
    const parsed = keySchema.safeParse(answer);
    if (parsed.success) return { form: "text", accept: parsed.data.accept };
    throw new ValidationError([{ path: "answer", reason: "must be { accept: […] } for this question" }]);
  },

  invalidReason: () => null,
  score({ accept }, typed) {
    const normalized = normalizeText(typed);
    return accept.some((accepted) => normalizeText(accepted) === normalized) ? 1 : 0;
  },
  isSame: (one, other) => normalizeText(one) === normalizeText(other),
};
