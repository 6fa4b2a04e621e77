import { choiceQuestion } from "./choice-question.ts";
import { isEqualShare, isFull, isNone, PARTIAL_CREDIT } from "./percent.ts";

/** An option with the part of the points that it earns. */
export interface WeightedOption {
  text: string;
  /** -100 to 100. */
  percent: number;
}

/**
 * The question that options with percentages make, not validated yet: `single` if one option earns all of the points
 * and no other earns any, `multiple` if several earn equal shares of them. Penalties are set aside.
 *
 * @param severalMayBeChosen if the file says that a question with one right option lets a player choose several
 *   options: then it is `multiple` too
 * @returns the reason, if a quiz here cannot hold the question
 */
export function weightedQuestion(
  fields: { text: string; explanation?: string },
  options: readonly WeightedOption[],
  severalMayBeChosen = false,
): object | string {
  const earning = options.filter(({ percent }) => !isNone(percent));
  if (earning.length === 0) return "no option is marked as right";
  if (earning.length > 1 && earning.every(({ percent }) => isFull(percent))) {
    return `each of ${earning.length} options earns all of the points alone, which a quiz here cannot hold`;
  }
  if (!earning.every(({ percent }) => isEqualShare(percent, earning.length))) return PARTIAL_CREDIT;
  const question = choiceQuestion(
    fields,
    options.map(({ text, percent }) => ({ text, correct: !isNone(percent) })),
  );
  return severalMayBeChosen ? { ...question, kind: "multiple" } : question;
}
