import { isFull, isNone, PARTIAL_CREDIT } from "./percent.ts";

/** A text that a player may type, with the part of the points that it earns. */
export interface TypedAnswer {
  /** As Moodle writes it: `*` stands for any text, `\*` for a star. */
  pattern: string;
  /** -100 to 100. */
  percent: number;
}

const WILDCARD = /(?<!\\)\*/;

/**
 * The `text` question that such answers make, not validated yet. Answers that earn nothing are there for their
 * feedback, and are set aside.
 *
 * @returns the reason, if a quiz here cannot hold the question
 */
export function typedQuestion(
  fields: { text: string; explanation?: string },
  answers: readonly TypedAnswer[],
): object | string {
  const earning = answers.filter(({ percent }) => !isNone(percent));
  if (earning.length === 0) return "no answer is marked as right";
  if (!earning.every(({ percent }) => isFull(percent))) return PARTIAL_CREDIT;
  if (earning.some(({ pattern }) => WILDCARD.test(pattern))) {
    return 'a right answer has "*", which stands for any text: a quiz here compares whole texts';
  }
  return {
    kind: "text",
    ...fields,
    answer: { accept: earning.map(({ pattern }) => pattern.replaceAll("\\*", "*")) },
  };
}

/** A text as a pattern that only this text fits. */
export function typedPattern(text: string): string {
  return text.replaceAll("*", "\\*");
}
