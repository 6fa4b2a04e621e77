import { asSeen } from "../../../../platform/domain/question-kinds/options.ts";
import type { DraftOption } from "../shared/choice-question.ts";
import { matchingOptions } from "../shared/matching-options.ts";
import { quoted } from "../shared/quoted.ts";
import { asText } from "./loose-fields.ts";

/** What the places of right answers count from; null if the file does not show it. */
export type FirstPlace = 0 | 1 | null;

const LETTER = /^[a-z]$/i;

export interface LooseOption extends DraftOption {
  /** What the file calls the option: the letter in `{ "A": "…", "B": "…" }`, or its id. */
  key?: string;
}

/**
 * The right options, as places from 0; or the reason why nobody can tell them.
 *
 * @param answers the texts, keys, letters or places of the right options
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
  const same = matchingOptions(
    options.map((option) => option.text),
    text,
  );
  if (typeof answer === "number") return placeOf(options, answer, firstPlace, same);
  const keyed = options.findIndex(({ key }) => key?.toUpperCase() === text.toUpperCase());
  if (same.length > 0) {
    if (keyed >= 0 && !same.includes(keyed)) {
      return `the right answer ${quoted(text)} may be an option or the letter of another one`;
    }
    const distinct = new Set(same.map((index) => asSeen(options[index]!.text)));
    return distinct.size === 1 ? same : `the right answer ${quoted(text)} matches more than one option`;
  }
  const place = keyed >= 0 ? keyed : placeOfLetter(options, text);
  return place >= 0 ? [place] : `the right answer ${quoted(text)} is not among the options`;
}

/** The place that a letter says, if the options have no letters of their own; -1 if it is none. */
function placeOfLetter(options: readonly LooseOption[], text: string): number {
  if (options.some(({ key }) => key !== undefined && LETTER.test(key))) return -1;
  return options.findIndex((_, index) => text.toUpperCase() === String.fromCharCode(65 + index));
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
  // Ids that count as the places do, in another order.
  const keyed = options.findIndex(({ key }) => key === String(answer));
  if (keyed >= 0 && keyed !== place && options.some(({ key }) => key === String(firstPlace))) {
    return `the right answer ${answer} may be the id of an option or its place; give the text of the option`;
  }
  return options[place] ? [place] : `there is no option ${answer}, counted from ${firstPlace}`;
}
