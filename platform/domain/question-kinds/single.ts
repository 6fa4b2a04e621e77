import { z } from "zod";
import { choice } from "./answer-type.ts";
import { correctedIds, correctIds, invalidId, type OptionsKey, optionsSchema, textsOf } from "./options.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const schema = z.strictObject({
  ...questionFields("single"),
  options: optionsSchema((correct) => correct === 1, "exactly one option must be correct"),
});

/** Choose one option. A corrected key may have several right options; any of them then counts. */
export const single: QuestionKind<typeof schema, OptionsKey, typeof choice> = {
  schema,
  answerType: choice,
  tally: "option",
  optionTexts: textsOf,

  keyOf: (question) => ({ form: "options", correct: correctIds(question), exact: false }),
  keyFields: ({ correct }) => ({ correct }),
  keySchema: null,
  correctedKey: ({ options }, correction) => ({
    form: "options",
    correct: correctedIds(correction, options.length),
    exact: false,
  }),

  invalidReason: ({ options }, id) => invalidId(id, options.length),
  score: ({ correct }, id) => (correct.includes(id) ? 1 : 0),
  isSame: (one, other) => one === other,
};
