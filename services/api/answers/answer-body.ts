import { z } from "zod";
import { FORM } from "../../../platform/contracts/contracts.ts";
import { check } from "../../../platform/contracts/validation.ts";
import { normalText } from "../../../platform/domain/quiz.ts";

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

const isWithin = (given: unknown, least: number, most: number): given is number =>
  Number.isInteger(given) && (given as number) >= least && (given as number) <= most;

/** An answer of two fields, as nearly all are, read by hand; null for any body that is not plainly right. */
function plainAnswer(body: unknown): SentAnswer | null {
  if (typeof body !== "object" || body === null || Object.keys(body).length !== 2) return null;
  const { question, choice, choices, value, text } = body as Record<string, unknown>;
  if (!isWithin(question, 1, 1000)) return null;
  const answer = { question, form: FORM.choice as number, bits: 0, response: null, receipt: undefined };
  if (isWithin(choice, 0, 19)) return { ...answer, bits: choice };
  if (Array.isArray(choices)) {
    const bits = bitsOf(choices);
    return bits === null ? null : { ...answer, form: FORM.choices, bits };
  }
  if (typeof value === "number" && Number.isFinite(value)) {
    return { ...answer, form: FORM.value, response: String(value + 0) };
  }
  const isText = typeof text === "string" && text.length <= LONGEST_TEXT && isStorable(text);
  return isText && normalText(text) !== "" ? { ...answer, form: FORM.text, response: text } : null;
}

/** Options as bits; null where there are none, or one is no option or comes twice. */
function bitsOf(choices: unknown[]): number | null {
  let bits = 0;
  for (const id of choices) {
    if (!isWithin(id, 0, 19) || (bits & (1 << id)) !== 0) return null;
    bits |= 1 << id;
  }
  return bits === 0 ? null : bits;
}

/**
 * Reads an answer's body: by hand where it is plainly right, by the schema wherever there may be a fault to tell.
 *
 * @throws ValidationError that lists every field at fault
 */
export function readAnswer(body: unknown): SentAnswer {
  return plainAnswer(body) ?? check(answerBody, body);
}

/** The same shape for the API's description. */
export const answerShape = shape;
