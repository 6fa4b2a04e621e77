import { z } from "zod";
import { ValidationError } from "../../errors.ts";
import { MATCHES, type Match, normalizeText } from "../text/normalize-text.ts";
import { visible } from "../text/visible-schema.ts";
import { text as typedText } from "./answer-type.ts";
import { questionFields } from "./question-fields.ts";
import type { QuestionKind } from "./question-kind.ts";

const keySchema = z.strictObject({
  accept: z
    .array(visible(z.string().max(500)))
    .min(1)
    .max(50)
    .describe("The texts that are right"),
  match: z
    .enum(MATCHES)
    .optional()
    .describe(
      "exact (the default): what nobody sees or chooses does not matter. lenient: accents, punctuation and spaces " +
        "do not matter either.",
    ),
});

const schema = z.strictObject({ ...questionFields("text"), answer: keySchema });

interface TextKey {
  form: "text";
  accept: readonly string[];
  /** `exact` if it is absent. */
  match?: Match | undefined;
}

/** The accepted texts in the form in which they are compared, by the list that a key has: each list is read once. */
const acceptedForms = new WeakMap<readonly string[], Map<Match, ReadonlySet<string>>>();

function formsOf({ accept, match = "exact" }: TextKey): ReadonlySet<string> {
  return acceptedForms
    .getOrInsertComputed(accept, () => new Map())
    .getOrInsertComputed(match, () => new Set(accept.map((accepted) => normalizeText(accepted, match))));
}

const keyWith = ({ accept, match }: z.output<typeof keySchema>): TextKey =>
  match === undefined ? { form: "text", accept } : { form: "text", accept, match };

/** Type a text. Right if it is the same as an accepted one, by the rules of the question's `match` (normalizeText). */
export const text: QuestionKind<typeof schema, TextKey, typeof typedText> = {
  schema,
  answerType: typedText,
  tally: "text",
  optionTexts: () => [],

  keyOf: ({ answer }) => keyWith(answer),
  keyFields: ({ form: _, ...answer }) => ({ answer }),
  keySchema,
  correctedKey({ answer: original }, { answer }) {
    const parsed = keySchema.safeParse(answer);
    if (!parsed.success) {
      throw new ValidationError([{ path: "answer", reason: "must be { accept: […] } for this question" }]);
    }
    return keyWith({ match: original.match, ...parsed.data });
  },

  invalidReason: () => null,
  score: (key, typed) => (formsOf(key).has(normalizeText(typed, key.match)) ? 1 : 0),
  matchOf: ({ answer }) => answer.match ?? "exact",
  isSame: (one, other, { answer }) =>
    one === other || normalizeText(one, answer.match) === normalizeText(other, answer.match),
};
