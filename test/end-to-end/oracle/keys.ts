import type { Question } from "../../harness/contract.ts";

/** A corrected key, as a host sends it. */
export type Key = { correct: number[] } | { answer: unknown };

/** The question with another key. */
export function withKey(question: Question, key: Key): Question {
  if ("answer" in key) return { ...question, answer: key.answer } as Question;
  if (question.kind === "truefalse") return { ...question, answer: key.correct.includes(1) };
  if (!("options" in question)) return question;
  const options = question.options.map(({ text }, id) =>
    key.correct.includes(id) ? { text, correct: true as const } : { text },
  );
  return { ...question, options };
}
