import { MAX_OPTION_LENGTH } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { asSeen } from "../../../../platform/domain/question-kinds/options.ts";
import { normalizeText } from "../../../../platform/domain/text/normalize-text.ts";
import type { DraftOption } from "../shared/choice-question.ts";
import { asText } from "./loose-fields.ts";

/** What the places of right answers count from; null if the file does not show it. */
export type FirstPlace = 0 | 1 | null;

export interface LooseOption extends DraftOption {
  /** The letter of an option in an object such as `{ "A": "…", "B": "…" }`. */
  letter?: string;
}

/**
 * The right options, as places from 0; or the reason why nobody can tell them.
 *
 * @param answers the texts, letters or places of the right options
 */
export function rightOptions(
  options: readonly LooseOption[],
  answers: readonly unknown[],
  firstPlace: FirstPlace,
): Set<number> | string {
  if (answers.length === 0) return "the right answer is missing (answer, correct or correctAnswer)";
  if (answers.length > options.length) return "there are more right answers than options";
  const right = new Set<number>();
  for (const answer of answers) {
    const places = placesOf(options, answer, firstPlace);
    if (typeof places === "string") return places;
    for (const place of places) right.add(place);
  }
  return right;
}

function placesOf(
  options: readonly LooseOption[],
  answer: unknown,
  firstPlace: FirstPlace,
): number[] | string {
  const text = asText(answer).trim();
  const same = matching(options, text);
  if (typeof answer === "number") return placeOf(options, answer, firstPlace, same);
  if (same.length > 0) return same;
  const letters = options.map(({ letter }, index) => letter ?? String.fromCharCode(65 + index));
  const place = letters.findIndex((letter) => letter.toUpperCase() === text.toUpperCase());
  const told = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return place >= 0 ? [place] : `the right answer "${told}" is not among the options`;
}

/** The same for a number, which may be an option itself. @param same the options that it is */
function placeOf(
  options: readonly LooseOption[],
  answer: number,
  firstPlace: FirstPlace,
  same: number[],
): number[] | string {
  if (same.length > 0) {
    const isPlace = Number.isInteger(answer) && answer >= 0 && answer <= options.length;
    return isPlace ? `the right answer ${answer} may be an option or its place; write it in quotes` : same;
  }
  if (firstPlace === null) {
    return `the right answer ${answer} may count from 0 or from 1; give the text or the letter of the option`;
  }
  const place = answer - firstPlace;
  return options[place] ? [place] : `there is no option ${answer}, counted from ${firstPlace}`;
}

/** The options that look the same as a text; if there are none, the one that is equal as a typed answer is. */
function matching(options: readonly LooseOption[], answer: string): number[] {
  // No option may be longer, and the time to normalize a text may grow with the square of its length.
  if (answer.length > MAX_OPTION_LENGTH) return [];
  const equalAfter = (normalize: (text: string) => string) => {
    const normal = normalize(answer);
    return options.flatMap(({ text }, index) =>
      text.length <= MAX_OPTION_LENGTH && normalize(text) === normal ? [index] : [],
    );
  };
  const exact = equalAfter(asSeen);
  if (exact.length > 0) return exact;
  const similar = equalAfter(normalizeText);
  return similar.length === 1 ? similar : [];
}
