import type { AnswerFields } from "../../../client/src/types.ts";
import { optionText } from "../../game/option-text.ts";
import { optionLook } from "../../game/options.ts";
import { showNumber } from "../../game/read-number.ts";
import type { AnswerKey, HostQuestion } from "../sessions/answer-key.ts";
import { texts } from "./text.ts";

/** What somebody answered, in words: letters and texts of options, or what was typed. */
export function answerText(question: HostQuestion | undefined, answer: AnswerFields): string {
  if (answer.text !== undefined) return answer.text;
  if (answer.value !== undefined) return showNumber(answer.value, texts.language);
  return optionsText(question, answer.choices ?? (answer.choice === undefined ? [] : [answer.choice]));
}

/** A key in words; "" if there is none. */
export function keyText(question: HostQuestion | undefined, key: AnswerKey | { answer?: unknown }): string {
  if ("correct" in key && key.correct) return optionsText(question, key.correct);
  const { answer } = key;
  if (typeof answer === "boolean") return optionsText(question, [answer ? 1 : 0]);
  if (typeof answer !== "object" || answer === null) return "";
  if ("accept" in answer) return (answer.accept as string[]).join(" · ");
  const { value, tolerance } = answer as { value: number; tolerance: number };
  const shown = showNumber(value, texts.language);
  return tolerance ? `${shown} ± ${showNumber(tolerance, texts.language)}` : shown;
}

function optionsText(question: HostQuestion | undefined, ids: readonly number[]): string {
  return ids
    .map((id) => {
      const option = question?.options.find((one) => one.id === id);
      const { letter } = optionLook(id);
      return option && !question!.isPartial ? `${letter} ${optionText(question!, option)}` : letter;
    })
    .join(", ");
}
