import type { Answer, Question, Scoring } from "../../harness/contract.ts";

/** A text answer as it is compared: NFKC, trimmed, inner spaces folded to one, case folded. */
export function normalised(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/gu, " ").toLowerCase();
}

/** Right or wrong; null for a poll, which is neither. */
export function isRight(question: Question, answer: Answer): boolean | null {
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
        question.answer.accept.some((accepted) => normalised(accepted) === normalised(answer.text))
      );
  }
}

/** Whether two answers to one question are the same answer: choices are a set, texts compare normalised. */
export function sameAnswer(one: Answer, other: Answer): boolean {
  return canonical(one) === canonical(other);
}

function canonical(answer: Answer): string {
  if ("choices" in answer) return `choices ${[...new Set(answer.choices)].sort((a, b) => a - b).join()}`;
  if ("text" in answer) return `text ${normalised(answer.text)}`;
  return "choice" in answer ? `choice ${answer.choice}` : `value ${answer.value}`;
}

/** A question's limit in ms, or null for none. */
export function limitOf(question: Question): number | null {
  return question.timeLimitMs === undefined ? 20_000 : question.timeLimitMs;
}

/** What an answer earns: the contract's formula, in which a time under 500 ms counts as 0. */
export function pointsFor(question: Question, answer: Answer, elapsedMs: number, scoring: Scoring): number {
  if (scoring === "none" || isRight(question, answer) !== true) return 0;
  const points = question.points ?? 1000;
  const limit = limitOf(question);
  if (scoring === "flat" || limit === null) return points;
  const elapsed = elapsedMs < 500 ? 0 : elapsedMs;
  return Math.round(points * (1 - elapsed / limit / 2));
}
