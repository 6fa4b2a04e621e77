import { countedOptions, keyOf, kindOf, type Question } from "../../../platform/domain/question.ts";
import type { Tally } from "../../../platform/domain/question-kinds/question-kind.ts";

/** What a board needs to know of a question to count its answers. */
export interface QuestionShape {
  tally: Tally;
  /** Whether no answer is right or wrong, as in a poll. */
  isUnscored: boolean;
  /** How many options are counted; 0 if values are. */
  options: number;
}

export function shapeOf(question: Question): QuestionShape {
  return {
    tally: kindOf(question).tally,
    isUnscored: keyOf(question).form === "none",
    options: countedOptions(question),
  };
}
