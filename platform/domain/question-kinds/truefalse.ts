import { z } from "zod";
import { ValidationError } from "../../errors.ts";
import { choice } from "./answer-type.ts";
import { correctedIds, invalidId, type OptionsKey } from "./options.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const schema = z.strictObject({ ...questionFields("truefalse"), answer: z.boolean() });

const TEXTS = ["False", "True"];

const keyFor = (answer: boolean): OptionsKey => ({
  form: "options",
  correct: [answer ? 1 : 0],
  exact: false,
});

/** True or false: two options, 0 for false and 1 for true. A corrected key may have both. */
export const truefalse: QuestionKind<typeof schema, OptionsKey, typeof choice> = {
  schema,
  answerType: choice,
  tally: "option",
  optionTexts: () => [...TEXTS],

  keyOf: ({ answer }) => keyFor(answer),
  keyFields: ({ correct }) => (correct.length === 1 ? { correct, answer: correct[0] === 1 } : { correct }),
  keySchema: z.boolean(),
  correctedKey(_question, { correct, answer }) {
    if (correct) return { form: "options", correct: correctedIds({ correct }, TEXTS.length), exact: false };
    if (typeof answer === "boolean") return keyFor(answer);
    throw new ValidationError([{ path: "answer", reason: "must be true or false for this question" }]);
  },

  invalidReason: (_question, id) => invalidId(id, TEXTS.length),
  score: ({ correct }, id) => (correct.includes(id) ? 1 : 0),
  isSame: (one, other) => one === other,
};
