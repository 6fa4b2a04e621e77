import { z } from "zod";
import { isStorable } from "../text/storable-text.ts";
import { isVisible } from "../text/visible-text.ts";
import { idsOf, MAX_OPTIONS, maskOf } from "./option-ids.ts";

/**
 * A field of an answer's body. Its value is encoded when it arrives: as a number (an option's id or a bit mask) or
 * as a text. So it crosses nodes in the columns `bits` or `response`, and is stored in `choice` or `response`.
 */
export interface AnswerType<Field extends string, Value, Encoded extends number | string> {
  /** The name of the field in the body. */
  field: Field;
  /** Stands for the type in calls between nodes and in receipts. Each type has its own, which never changes. */
  code: number;
  /** `bits` carries integers of at most 31 bits, `response` texts of at most 2,000 characters. */
  column: Encoded extends number ? "bits" : "response";
  schema: z.ZodType<Value>;
  /** @param value as the schema returns it */
  encode(value: Value): Encoded;
  /** The value as players send it. */
  decode(encoded: Encoded): Value;
  /**
   * Checks and encodes without the schema, which takes some µs: this runs for every answer that arrives.
   *
   * @param value whatever the body has in the field
   * @returns null if the value may be invalid: the schema then finds out
   */
  encodeFast(value: unknown): Encoded | null;
}

export type AnyAnswerType = AnswerType<string, unknown, number | string>;

/** The longest text that a player may type, in UTF-16 code units. */
const MAX_TEXT_LENGTH = 500;

export const optionId = z
  .int()
  .min(0)
  .max(MAX_OPTIONS - 1);

function isOptionId(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < MAX_OPTIONS;
}

/** One option, by its id. */
export const choice: AnswerType<"choice", number, number> = {
  field: "choice",
  code: 0,
  column: "bits",
  schema: optionId.describe("The id of an option; for truefalse 0 (false) or 1 (true)"),
  encode: (id) => id,
  decode: (id) => id,
  encodeFast: (value) => (isOptionId(value) ? value : null),
};

/** Several options, by their ids; encoded as a bit mask. */
export const choices: AnswerType<"choices", number[], number> = {
  field: "choices",
  code: 1,
  column: "bits",
  schema: z
    .array(optionId)
    .min(1)
    .max(MAX_OPTIONS)
    .refine((ids) => new Set(ids).size === ids.length, { error: "must not name an option twice" })
    .describe("The ids of all chosen options, for multiple"),
  encode: maskOf,
  decode: idsOf,
  encodeFast(value) {
    if (!Array.isArray(value)) return null;
    let mask = 0;
    for (const id of value) {
      if (!isOptionId(id) || (mask & (1 << id)) !== 0) return null;
      mask |= 1 << id;
    }
    return mask === 0 ? null : mask;
  },
};

/** A number; encoded in decimal, −0 as 0. */
export const value: AnswerType<"value", number, string> = {
  field: "value",
  code: 2,
  column: "response",
  schema: z.number().describe("A number, for numeric"),
  encode: (number) => String(number + 0),
  decode: Number,
  encodeFast: (number) => (typeof number === "number" && Number.isFinite(number) ? String(number + 0) : null),
};

/** A text, stored as it was typed. */
export const text: AnswerType<"text", string, string> = {
  field: "text",
  code: 3,
  column: "response",
  schema: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .refine(isStorable, { error: "must be well-formed Unicode without U+0000" })
    .refine(isVisible, { error: "must not be blank" })
    .describe("A text as it was typed, for text"),
  encode: (typed) => typed,
  decode: (typed) => typed,
  encodeFast(typed) {
    if (typeof typed !== "string" || typed.length > MAX_TEXT_LENGTH || !isStorable(typed)) return null;
    return isVisible(typed) ? typed : null;
  },
};
