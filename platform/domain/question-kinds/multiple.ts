import { z } from "zod";
import { choices } from "./answer-type.ts";
import { maskOf } from "./option-ids.ts";
import { correctedIds, correctIds, invalidMask, type OptionsKey, optionsSchema, textsOf } from "./options.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const schema = z.strictObject({
  ...questionFields("multiple"),
  options: optionsSchema((correct) => correct >= 1, "at least one option must be correct"),
});

/** Choose all right options and no other. */
export const multiple: QuestionKind<typeof schema, OptionsKey, typeof choices> = {
  schema,
  answerType: choices,
  tally: "options",
  optionTexts: textsOf,

  keyOf: (question) => ({ form: "options", correct: correctIds(question), exact: true }),
  keyFields: ({ correct }) => ({ correct }),
  keySchema: null,
  correctedKey: ({ options }, correction) => ({
    form: "options",
    correct: correctedIds(correction, options.length),
    exact: true,
  }),

  invalidReason: ({ options }, mask) => invalidMask(mask, options.length),
  score: ({ correct }, mask) => (mask === maskOf(correct) ? 1 : 0),
  isSame: (one, other) => one === other,
};
