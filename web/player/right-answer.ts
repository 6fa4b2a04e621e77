import type { AnswerFields, PlayerQuestion } from "../../client/src/types.ts";
import { optionText } from "../game/option-text.ts";
import { optionLook } from "../game/options.ts";
import { showNumber } from "../game/read-number.ts";
import type { Reveal } from "./game.ts";
import { say } from "./text.ts";

const optionName = (question: PlayerQuestion, id: number) => {
  const option = question.options.find((one) => one.id === id);
  return option ? `${optionLook(id).letter}: ${optionText(question, option)}` : optionLook(id).letter;
};

/** The right answers as texts; empty if players may not know them, or the question has none. */
export function rightAnswers(
  { correct, answer }: Reveal,
  question: PlayerQuestion,
  language: string,
): string[] {
  if (correct?.length) return correct.map((id) => optionName(question, id));
  if (typeof answer === "boolean") return [optionName(question, answer ? 1 : 0)];
  if (answer === undefined) return [];
  if ("accept" in answer) return answer.accept;
  const value = showNumber(answer.value, language);
  if (!answer.tolerance) return [value];
  return [say().result.tolerance({ value, tolerance: showNumber(answer.tolerance, language) })];
}

/** What a player has answered, as texts. @param question undefined if it is not known any more: then letters must do */
export function ownAnswer(
  fields: AnswerFields,
  question: PlayerQuestion | undefined,
  language: string,
): string[] {
  const { choice, choices, value, text } = fields;
  const ids = choices ?? (choice === undefined ? [] : [choice]);
  if (value !== undefined) return [showNumber(value, language)];
  if (text !== undefined) return [text];
  return ids.map((id) => (question ? optionName(question, id) : optionLook(id).letter));
}
