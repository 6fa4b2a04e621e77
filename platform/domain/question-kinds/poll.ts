import { z } from "zod";
import { ValidationError } from "../../errors.ts";
import { choice } from "./answer-type.ts";
import { invalidId, optionsSchema, textsOf } from "./options.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const schema = z.strictObject({
  ...questionFields("poll"),
  options: optionsSchema((correct) => correct === 0, "an option of a poll is never correct"),
});

interface NoKey {
  form: "none";
}

/** Choose one option; none is right or wrong. */
export const poll: QuestionKind<typeof schema, NoKey, typeof choice> = {
  schema,
  answerType: choice,
  tally: "option",
  optionTexts: textsOf,

  keyOf: () => ({ form: "none" }),
  keyFields: () => ({}),
  keySchema: null,
  correctedKey() {
    throw new ValidationError([{ path: "question", reason: "a poll has no key" }]);
  },

  invalidReason: ({ options }, id) => invalidId(id, options.length),
  score: () => null,
  isSame: (one, other) => one === other,
};
