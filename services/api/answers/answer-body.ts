import { z } from "zod";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { answerTypeByField, answerTypes } from "../../../platform/domain/answer.ts";
import type { AnyAnswerType } from "../../../platform/domain/question-kinds/answer-type.ts";
import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";

/** A receipt repeats the text, escaped as JSON and then in base64. */
const MAX_RECEIPT_LENGTH = 6000;

const fields = Object.fromEntries(answerTypes.map(({ field, schema }) => [field, schema.optional()]));
const fieldNames = new Intl.ListFormat("en-GB").format(answerTypes.map(({ field }) => `\`${field}\``));

/** An answer's body. Whether it fits its question is checked by the answers service. */
export const answerBodySchema = z
  .strictObject({
    question: z.int().min(1).max(MAX_QUESTIONS),
    ...fields,
    receipt: z
      .string()
      .max(MAX_RECEIPT_LENGTH)
      .optional()
      .describe("From the 503 that put this answer off: it then counts as of its first arrival"),
  })
  .refine((body) => answerTypes.filter(({ field }) => fieldOf(body, field) !== undefined).length === 1, {
    error: `needs exactly one of ${fieldNames}`,
  });

const fieldOf = (body: object, field: string) => (body as Record<string, unknown>)[field];

/** An answer as it goes to the answers service (contracts.ts, "answers.record"). */
export interface ParsedAnswer {
  question: number;
  type: number;
  bits: number;
  response: string | null;
  /** From the 503 that put the answer off. */
  receipt: string | undefined;
}

export const answerSchema = answerBodySchema.transform((body) => {
  const type = answerTypes.find(({ field }) => fieldOf(body, field) !== undefined)!;
  return parsed(body.question, type, type.encode(fieldOf(body, type.field)), body.receipt);
});

function parsed(
  question: number,
  { code }: AnyAnswerType,
  encoded: number | string,
  receipt: string | undefined,
): ParsedAnswer {
  return typeof encoded === "number"
    ? { question, type: code, bits: encoded, response: null, receipt }
    : { question, type: code, bits: 0, response: encoded, receipt };
}

/**
 * Parses a body of two fields, as nearly all are, without the schema, which takes some µs.
 *
 * @returns null if the body may be invalid: the schema then finds out
 */
function parseCommonAnswer(body: unknown): ParsedAnswer | null {
  if (typeof body !== "object" || body === null) return null;
  const names = Object.keys(body);
  if (names.length !== 2) return null;
  const type = answerTypeByField(names[0] === "question" ? names[1]! : names[0]!);
  if (!type) return null;
  const question = fieldOf(body, "question");
  if (!isQuestionNo(question)) return null;
  const encoded = type.encodeFast(fieldOf(body, type.field));
  return encoded === null ? null : parsed(question, type, encoded, undefined);
}

function isQuestionNo(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_QUESTIONS;
}

/**
 * Parses an answer's body.
 *
 * @throws ValidationError that lists every invalid field
 */
export function parseAnswer(body: unknown): ParsedAnswer {
  return parseCommonAnswer(body) ?? parseOrThrow(answerSchema, body);
}
