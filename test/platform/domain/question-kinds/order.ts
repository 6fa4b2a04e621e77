import { z } from "zod";
import type { AnswerType } from "../../../../platform/domain/question-kinds/answer-type.ts";
import { MAX_OPTIONS } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { questionFields } from "../../../../platform/domain/question-kinds/question-fields.ts";
import type { QuestionKind } from "../../../../platform/domain/question-kinds/question-kind.ts";
import { ValidationError } from "../../../../platform/errors.ts";

/** All items, by their ids, each once; encoded as "2,0,1". */
const ids = z
  .array(
    z
      .int()
      .min(0)
      .max(MAX_OPTIONS - 1),
  )
  .min(2)
  .max(MAX_OPTIONS)
  .refine((order) => new Set(order).size === order.length, { error: "must not name an item twice" });

/** Players send `{ "question": 1, "order": [2, 0, 1] }`. */
const order: AnswerType<"order", number[], string> = {
  field: "order",
  code: 4,
  column: "response",
  schema: ids,
  encode: (value) => value.join(),
  decode: (encoded) => encoded.split(",").map(Number),
  encodeFast: () => null,
};

const keySchema = z.strictObject({ order: ids });
const schema = z.strictObject({
  ...questionFields("order"),
  items: z.array(z.string().min(1)).min(2).max(MAX_OPTIONS),
  answer: keySchema,
});

interface OrderKey {
  form: "order";
  order: number[];
}

/** Put items in order. An answer is as right as its share of items in the right place. Used by tests only. */
export const orderKind: QuestionKind<typeof schema, OrderKey, typeof order> = {
  schema,
  answerType: order,
  tally: "text",
  optionTexts: ({ items }) => items,

  keyOf: ({ answer }) => ({ form: "order", order: answer.order }),
  keyFields: (key) => ({ answer: { order: key.order } }),
  keySchema,
  correctedKey({ items }, { answer }) {
    const parsed = keySchema.safeParse(answer);
    if (parsed.success && parsed.data.order.length === items.length) {
      return { form: "order", order: parsed.data.order };
    }
    throw new ValidationError([{ path: "answer", reason: "must be { order: […] } for this question" }]);
  },

  invalidReason({ items }, encoded) {
    const given = order.decode(encoded);
    return given.length === items.length && given.every((id) => id < items.length)
      ? null
      : `must name each item once, 0 to ${items.length - 1}`;
  },
  score(key, encoded) {
    const given = order.decode(encoded);
    return given.filter((id, place) => id === key.order[place]).length / key.order.length;
  },
  isSame: (one, other) => one === other,
};
