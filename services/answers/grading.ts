import { type AnswerBody, answerProblem, type StoredAnswer } from "../../platform/domain/answer.ts";
import { type Key, kindOf, type Question } from "../../platform/domain/question.ts";
import { answerFields, encoded } from "../../platform/domain/shown-answer.ts";
import type { FieldError } from "../../platform/errors.ts";

/**
 * An answer as its question stores it, or what is wrong with it.
 *
 * @param type the code of the answer type that was sent
 * @param bits the answer if its type is in the column `bits`
 * @param response the answer if its type is in the column `response`
 */
export function toStoredAnswer(
  question: Question,
  type: number,
  bits: number,
  response: string | null,
): StoredAnswer | FieldError {
  const answer = kindOf(question).answerType.column === "bits" ? bits : (response ?? "");
  const problem = answerProblem(question, type, answer);
  if (problem) return problem;
  return typeof answer === "number" ? { choice: answer, response: null } : { choice: null, response: answer };
}

/** How right an answer is, from 0 to 1; null if the question has no key. */
export function scoreOf(question: Question, key: Key, answer: StoredAnswer): number | null {
  return kindOf(question).score(key, encoded(answer));
}

/** Whether an answer with this score counts as correct; null if nothing is right or wrong. */
export function isCorrect(score: number | null): boolean | null {
  return score === null ? null : score === 1;
}

/** Whether two answers to a question say the same, so that the second is a repeat and not a change. */
export function isSame(question: Question, one: StoredAnswer, other: StoredAnswer): boolean {
  return kindOf(question).isSame(encoded(one), encoded(other), question);
}

/** A stored answer as players send it. */
export function toAnswerBody(question: Question, no: number, answer: StoredAnswer): AnswerBody {
  return { question: no, ...answerFields(question, answer) };
}
