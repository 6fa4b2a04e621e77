import { choiceOrTrueFalse } from "../shared/choice-question.ts";
import { shuffle } from "../shared/shuffle.ts";
import { tooManyOptions } from "../shared/too-many-options.ts";
import type { UnknownFields } from "./known-fields.ts";
import {
  answerNames,
  asList,
  asText,
  type Fields,
  firstOf,
  isObject,
  nameIn,
  OPTION_KEY,
  OPTION_MARK,
  OPTION_TEXT,
  OPTIONS,
  TEXT,
  WRONG_ANSWERS,
} from "./loose-fields.ts";
import { type FirstPlace, type LooseOption, rightOptions } from "./right-options.ts";

/** What a file may have for an image or an explanation that is not there. */
const ABSENT: readonly unknown[] = [null, ""];
/** What a question without a kind may have beside its text and its answers. */
const KEPT = ["timeLimitMs", "points", "explanation", "image"];
const EXPECTED =
  "expected a kind, or a question with options (texts in [ ]) and an answer (the text or the letter of the right option)";

/** Whether an element of a list is a question without a kind. */
export function isLoose(element: unknown): element is Fields {
  return (
    isObject(element) && element.kind === undefined && nameIn(element, [...TEXT, ...OPTIONS]) !== undefined
  );
}

/**
 * What the places of right answers count from: 0 if one of them is 0, 1 if one of them is the number of options. If
 * neither or both occur in a file, nobody can tell.
 */
export function firstPlaceOf(elements: readonly unknown[]): FirstPlace {
  let hasZero = false;
  let hasLast = false;
  for (const element of elements) {
    if (!isLoose(element)) continue;
    const options = firstOf(element, OPTIONS);
    if (!Array.isArray(options) || options.some((option) => typeof option === "number")) continue;
    for (const place of asList(firstOf(element, answerNames(element)))) {
      if (place === 0) hasZero = true;
      if (place === options.length) hasLast = true;
    }
  }
  return hasZero === hasLast ? null : hasZero ? 0 : 1;
}

/**
 * A question as other programs write it, without a kind: its options are texts, or objects with a text and a mark; its
 * right answers are texts, letters or places among the options, or stand apart from the wrong ones.
 *
 * @param unknown gets the names of the fields that a quiz does not have
 * @returns the question, not validated yet; or the reason why nobody can tell it
 */
export function looseQuestion(
  element: Fields,
  firstPlace: FirstPlace,
  unknown: UnknownFields,
): object | string {
  const asked = firstOf(element, TEXT);
  const text = isObject(asked) ? asked.text : asked;
  if (typeof text !== "string") return `the question has no text; ${EXPECTED}`;
  const wrong = firstOf(element, WRONG_ANSWERS);
  const names = answerNames(element);
  const fields = (...used: (readonly string[])[]) => {
    const unused = unusedNames(element, [TEXT, ...used]);
    for (const name of unused) if (!KEPT.includes(name)) unknown.add(name, "questions");
    const kept = unused.filter((name) => KEPT.includes(name)).map((name) => [name, element[name]]);
    return { text, ...Object.fromEntries(kept) };
  };
  const answers = asList(firstOf(element, names));
  if (wrong !== undefined) {
    const options = [
      ...answers.map((right) => ({ text: asText(right), correct: true })),
      ...asList(wrong).map((option) => ({ text: asText(option) })),
    ];
    return choiceOrTrueFalse(fields(names, WRONG_ANSWERS), shuffle(options, text));
  }
  const options = optionsOf(firstOf(element, OPTIONS), unknown);
  if (!options) {
    const answer = answers.length === 1 ? truthOf(answers[0]) : undefined;
    if (answer === undefined) return `the question has no options; ${EXPECTED}`;
    return { kind: "truefalse", ...fields(names), answer };
  }
  const tooMany = tooManyOptions(options.length);
  if (tooMany) return tooMany;
  if (options.some(({ correct }) => correct !== undefined)) {
    return choiceOrTrueFalse(fields(OPTIONS), options);
  }
  const right = rightOptions(options, answers, firstPlace);
  if (typeof right === "string") return right;
  return choiceOrTrueFalse(
    fields(OPTIONS, names),
    options.map((option, index) => ({ text: option.text, correct: right.has(index) })),
  );
}

/**
 * The fields of a question or an option that are there and not used.
 *
 * @param used lists of names, of which the first one that the element has is used
 */
function unusedNames(element: Fields, used: readonly (readonly string[])[]): string[] {
  const names = new Set(used.map((each) => nameIn(element, each)));
  return Object.keys(element).filter((name) => !names.has(name) && !ABSENT.includes(element[name]));
}

/** The options that a value lists; null if it lists none. */
function optionsOf(value: unknown, unknown: UnknownFields): LooseOption[] | null {
  if (Array.isArray(value) && value.length > 0) return value.map((option) => optionOf(option, unknown));
  const lettered = isObject(value) ? Object.entries(value) : [];
  if (lettered.length === 0 || !lettered.every(([key]) => /^[A-Za-z]$/.test(key))) return null;
  return lettered.map(([key, text]) => ({ text: asText(text), key }));
}

function optionOf(option: unknown, unknown: UnknownFields): LooseOption {
  if (!isObject(option)) return { text: asText(option) };
  const correct = markOf(firstOf(option, OPTION_MARK));
  const used = correct === undefined ? [OPTION_TEXT] : [OPTION_TEXT, OPTION_MARK];
  for (const name of unusedNames(option, used)) unknown.add(name, "options");
  const textName = nameIn(option, OPTION_TEXT);
  const text = asText(firstOf(option, OPTION_TEXT));
  const keyNames = OPTION_KEY.filter((name) => name !== textName);
  const key = asText(firstOf(option, keyNames)).trim();
  return { text, ...(correct !== undefined && { correct }), ...(key !== "" && { key }) };
}

/** What `true` or "False" says; undefined if it is something else. */
function truthOf(value: unknown): boolean | undefined {
  const word = asText(value).trim().toLowerCase();
  return word === "true" || (word === "false" ? false : undefined);
}

/** The same for the mark of an option, which may also be 1 or 0. */
function markOf(value: unknown): boolean | undefined {
  return value === 1 || value === 0 ? value === 1 : truthOf(value);
}
