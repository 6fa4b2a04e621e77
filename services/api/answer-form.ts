import { z } from "zod";
import { FORM } from "../../platform/contracts.ts";
import { normalText } from "../../platform/quiz.ts";

/** The longest text that a player may type. */
const LONGEST_TEXT = 500;
/** A receipt repeats the text, escaped as JSON and then in base64. */
const LONGEST_RECEIPT = 6000;

const isStorable = (text: string) => text.isWellFormed() && !text.includes("\u0000");

const shape = z
  .strictObject({
    question: z.int().min(1).max(1000),
    choice: z.int().min(0).max(19).optional(),
    choices: z
      .array(z.int().min(0).max(19))
      .min(1)
      .max(20)
      .refine((ids) => new Set(ids).size === ids.length, { error: "must not name an option twice" })
      .optional(),
    value: z.number().optional(),
    receipt: z.string().max(LONGEST_RECEIPT).optional(),
    text: z
      .string()
      .max(LONGEST_TEXT)
      .refine(isStorable, { error: "must be sound Unicode without NUL" })
      .refine((text) => normalText(text) !== "", { error: "must not be blank" })
      .optional(),
  })
  .refine(
    ({ choice, choices, value, text }) =>
      [choice, choices, value, text].filter((given) => given !== undefined).length === 1,
    { error: "needs exactly one of `choice`, `choices`, `value` and `text`" },
  );

/** An answer as it goes on to the answers service (contracts.ts, "answers.record"). */
export interface SentAnswer {
  question: number;
  form: number;
  bits: number;
  response: string | null;
  /** What a 503 gave along, sent back. */
  receipt: string | undefined;
}

/** The shape of an answer's body; what it means to its question is for the answers service to say. */
export const answerBody = shape.transform((sent): SentAnswer => {
  const { question, receipt, choice, choices, value, text } = sent;
  const answer = (form: number, bits: number, response: string | null) => ({
    question,
    form,
    bits,
    response,
    receipt,
  });
  if (choice !== undefined) return answer(FORM.choice, choice, null);
  if (choices !== undefined)
    return answer(
      FORM.choices,
      choices.reduce((mask, id) => mask | (1 << id), 0),
      null,
    );
  if (value !== undefined) return answer(FORM.value, 0, String(value + 0));
  return answer(FORM.text, 0, text ?? "");
});

/** The same shape for the API's description. */
export const answerShape = shape;
