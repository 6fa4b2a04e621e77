import type { Question } from "../../../../platform/domain/question.ts";

/** All texts of a question: its own, the explanation, the options or the accepted texts. */
export function textsOf(question: Question): string[] {
  const own = [question.text, question.explanation ?? ""];
  if ("options" in question) return [...own, ...question.options.map(({ text }) => text)];
  return question.kind === "text" ? [...own, ...question.answer.accept] : own;
}
