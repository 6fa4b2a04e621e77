import { countedOptions, keyOf, kindOf, type Question } from "../../../platform/domain/question.ts";
import type { Tally } from "../../../platform/domain/question-kinds/question-kind.ts";
import type { Match } from "../../../platform/domain/text/normalize-text.ts";

/** What a board needs to know of a question to count its answers. */
export interface QuestionShape {
  tally: Tally;
  /** How typed texts are compared; `exact` if it is absent. */
  match?: Match;
  /** Whether no answer is right or wrong, as in a poll. */
  isUnscored: boolean;
  /** How many options are counted; 0 if values are. */
  options: number;
}

export function shapeOf(question: Question): QuestionShape {
  const kind = kindOf(question);
  const match = kind.matchOf?.(question);
  return {
    tally: kind.tally,
    ...(match && { match }),
    isUnscored: keyOf(question).form === "none",
    options: countedOptions(question),
  };
}
