import type { Answer, Question, Scoring } from "../../harness/contract.ts";

/** The form in which text answers are compared: NFKC, trimmed, each run of spaces as one space, lower case. */
export function normalizeText(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
}

/** Whether an answer is correct; null for a poll. */
export function isCorrect(question: Question, answer: Answer): boolean | null {
  switch (question.kind) {
    case "poll":
      return null;
    case "single":
      return "choice" in answer && question.options[answer.choice]?.correct === true;
    case "truefalse":
      return "choice" in answer && answer.choice === (question.answer ? 1 : 0);
    case "multiple":
      return (
        "choices" in answer &&
        question.options.every((option, id) => (option.correct === true) === answer.choices.includes(id))
      );
    case "numeric":
      return "value" in answer && Math.abs(answer.value - question.answer.value) <= question.answer.tolerance;
    case "text":
      return (
        "text" in answer &&
        question.answer.accept.some((accepted) => normalizeText(accepted) === normalizeText(answer.text))
      );
  }
}

/** Whether two answers to one question count as the same: choices are compared as sets, texts normalised. */
export function sameAnswer(one: Answer, other: Answer): boolean {
  return canonical(one) === canonical(other);
}

function canonical(answer: Answer): string {
  if ("choices" in answer) return `choices ${[...new Set(answer.choices)].sort((a, b) => a - b).join()}`;
  if ("text" in answer) return `text ${normalizeText(answer.text)}`;
  return "choice" in answer ? `choice ${answer.choice}` : `value ${answer.value}`;
}

/** The time limit of a question in ms, or null for none. The default is 20 s. */
export function timeLimitOf(question: Question): number | null {
  return question.timeLimitMs === undefined ? 20_000 : question.timeLimitMs;
}

/**
 * The points of an answer, by the formula of the contract. A time under 500 ms counts as 0, and one past the time limit,
 * in a question that the host has extended, as the limit.
 */
export function pointsFor(question: Question, answer: Answer, elapsedMs: number, scoring: Scoring): number {
  if (scoring === "none" || isCorrect(question, answer) !== true) return 0;
  const points = question.points ?? 1000;
  const limit = timeLimitOf(question);
  if (scoring === "flat" || limit === null) return points;
  const elapsed = elapsedMs < 500 ? 0 : Math.min(elapsedMs, limit);
  return Math.round(points * (1 - elapsed / limit / 2));
}
