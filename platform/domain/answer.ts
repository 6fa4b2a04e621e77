import type { z } from "zod";
import type { FieldError } from "../errors.ts";
import { kindOf, type Question } from "./question.ts";
import type { AnyAnswerType } from "./question-kinds/answer-type.ts";
import { questionKinds } from "./question-kinds/registry.ts";

/** Answers of every type that a registered kind takes. */

type Type = (typeof questionKinds)[keyof typeof questionKinds]["answerType"];

/** The fields of an answer's body that hold the answer. */
export type AnswerField = Type["field"];

/** The body of an answer: the question and the field of one answer type. */
export type AnswerBody = { question: number } & { [T in Type as T["field"]]?: z.output<T["schema"]> };

/** An answer as it is stored: as a number or as a text, the other is null. */
export interface StoredAnswer {
  /** An option's id, or a bit mask of ids. */
  choice: number | null;
  response: string | null;
}

/** The answer types, each once. */
export const answerTypes: readonly AnyAnswerType[] = [
  ...new Set<AnyAnswerType>(Object.values(questionKinds).map(({ answerType }) => answerType)),
];

const byCode = new Map(answerTypes.map((type) => [type.code, type]));
const byField = new Map(answerTypes.map((type) => [type.field, type]));
if (byCode.size < answerTypes.length || byField.size < answerTypes.length) {
  throw new Error("Two answer types have the same code or the same field.");
}

export function answerTypeByCode(code: number): AnyAnswerType | undefined {
  return byCode.get(code);
}

export function answerTypeByField(field: string): AnyAnswerType | undefined {
  return byField.get(field);
}

/**
 * What is wrong with an answer to a question; null if it fits.
 *
 * @param type the code of the answer type that was sent
 * @param encoded the answer as its type encodes it
 */
export function answerProblem(question: Question, type: number, encoded: number | string): FieldError | null {
  const kind = kindOf(question);
  const { code, field } = kind.answerType;
  if (type !== code) {
    return { path: field, reason: `a question of kind ${question.kind} is answered with \`${field}\`` };
  }
  const reason = kind.invalidReason(question, encoded);
  return reason === null ? null : { path: field, reason };
}
