import { FORM, type StandingAnswer } from "../../platform/contracts/contracts.ts";
import { type Key, normalText, optionTexts, type Question } from "../../platform/domain/quiz.ts";
import type { Fault } from "../../platform/errors.ts";

/** An answer as it is stored: an option's id or a mask of ids, or what was typed. */
export interface Choice {
  choice: number | null;
  response: string | null;
}

/** Which of the four forms of an answer each kind of question takes. */
const FORM_OF_KIND: Record<Question["kind"], keyof typeof FORM> = {
  single: "choice",
  truefalse: "choice",
  poll: "choice",
  multiple: "choices",
  numeric: "value",
  text: "text",
};

/**
 * What a sent answer means to its question, or what is wrong with it.
 *
 * @param form a FORM
 * @param bits the option's id (choice) or a mask of ids (choices)
 * @param response what was typed: a number in decimal (value), or a text
 */
export function read(
  question: Question,
  form: number,
  bits: number,
  response: string | null,
): Choice | Fault {
  const wanted = FORM_OF_KIND[question.kind];
  if (form !== FORM[wanted]) {
    return { path: wanted, reason: `a question of kind ${question.kind} is answered with \`${wanted}\`` };
  }
  if (form === FORM.value || form === FORM.text) return { choice: null, response };
  const options = optionTexts(question).length;
  const isThere = form === FORM.choice ? bits < options : bits < 2 ** options;
  return isThere
    ? { choice: bits, response: null }
    : { path: wanted, reason: `must be of the options, 0 to ${options - 1}` };
}

/** Whether an answer is right; null where the question has no key. */
export function isRight(key: Key, { choice, response }: Choice): boolean | null {
  switch (key.form) {
    case "none":
      return null;
    case "options":
      return key.exact ? choice === maskOf(key.correct) : choice !== null && key.correct.includes(choice);
    case "numeric":
      return isWithin(Number(response), key.value, key.tolerance);
    case "text": {
      const typed = normalText(response ?? "");
      return key.accept.some((accepted) => normalText(accepted) === typed);
    }
  }
}

/** Two answers are one where they choose the same, or type the same number or the same text in normal form. */
export function isSame(question: Question, one: Choice, other: Choice): boolean {
  if (question.kind === "text") return normalText(one.response ?? "") === normalText(other.response ?? "");
  return one.choice === other.choice && one.response === other.response;
}

/** A stored answer in the form in which players send it. */
export function asSent(question: Question, no: number, { choice, response }: Choice): StandingAnswer {
  switch (FORM_OF_KIND[question.kind]) {
    case "choice":
      return { question: no, choice: choice ?? 0 };
    case "choices":
      return { question: no, choices: idsOf(choice ?? 0) };
    case "value":
      return { question: no, value: Number(response) };
    case "text":
      return { question: no, text: response ?? "" };
  }
}

export function maskOf(ids: readonly number[]): number {
  return ids.reduce((mask, id) => mask | (1 << id), 0);
}

function idsOf(mask: number): number[] {
  return Array.from({ length: 20 }, (_, id) => id).filter((id) => mask & (1 << id));
}

/**
 * Whether a typed number meets a value within a tolerance, both ends included. Decimal fractions have no exact
 * binary form, so the comparison forgives a few units in the last place: 0.3 is within 0.1 of 0.2.
 */
function isWithin(typed: number, value: number, tolerance: number): boolean {
  const slack = 4 * Number.EPSILON * Math.max(Math.abs(typed), Math.abs(value), tolerance);
  return Math.abs(typed - value) <= tolerance + (tolerance === 0 ? 0 : slack);
}
