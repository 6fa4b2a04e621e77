import { optionTexts, type Question } from "../../../platform/domain/quiz.ts";

/** What a board has to know of a question: how its answers are counted. */
export interface QuestionShape {
  /** One option, a set of options, a typed number or a typed text. */
  form: "option" | "options" | "number" | "text";
  /** Whether there is no right or wrong. */
  isPoll: boolean;
  /** How many options it has; 0 where answers are typed. */
  options: number;
}

export function shapeOf(question: Question): QuestionShape {
  return {
    form: formOf(question),
    isPoll: question.kind === "poll",
    options: optionTexts(question).length,
  };
}

function formOf({ kind }: Question): QuestionShape["form"] {
  switch (kind) {
    case "numeric":
      return "number";
    case "text":
      return "text";
    case "multiple":
      return "options";
    default:
      return "option";
  }
}
