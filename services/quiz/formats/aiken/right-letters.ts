import { visibleText } from "../../../../platform/domain/text/visible-text.ts";
import { quoted } from "../shared/quoted.ts";
import { halfWidth } from "./aiken-lines.ts";

/** No list of letters is longer. */
const MAX_LENGTH = 600;
const SEPARATORS = /[\s,;/&+]+|\band\b/i;
const ONE_LETTER = /^\(?([A-Za-z])[).:]?$/;
const LETTERS = /^[A-Za-z]{2,26}$/;
/** A letter and the text of its option: "B) Paris", "B - Paris". */
const LABELLED = /^\(?([A-Za-z])\s{0,9}[-).:–—](.+)$/s;

/**
 * The letters that an "ANSWER:" line names, or the reason why they are not clear.
 *
 * @param said what stands after the colon
 * @param options the text of each option by its letter
 */
export function rightLetters(said: string, options: ReadonlyMap<string, string>): Set<string> | string {
  const value =
    said.length > MAX_LENGTH
      ? ""
      : visibleText(halfWidth(said))
          .replace(/^option |\.$/gi, "")
          .trim();
  const letters = labelled(value, options) ?? listed(value) ?? together(value, options);
  if (!letters)
    return said === ""
      ? `${LINE} is empty`
      : `${LINE} does not name the letter of an option: ${quoted(said)}`;
  const foreign = letters.filter((letter) => !options.has(letter));
  if (foreign.length > 0)
    return `${LINE} names ${foreign.slice(0, 3).join(", ")}, but there is no such option`;
  return new Set(letters);
}

const LINE = 'the "ANSWER:" line';

/** "B", "(B)", "A, C", "A and C". Invisible characters and the word "option" are removed before. */
function listed(value: string): string[] | undefined {
  const letters = value
    .split(SEPARATORS)
    .filter(Boolean)
    .map((part) => ONE_LETTER.exec(part)?.[1]?.toUpperCase());
  return letters.length > 0 && letters.every((letter) => letter !== undefined) ? letters : undefined;
}

/** "AC": only if it can be nothing else, such as a word. */
function together(value: string, options: ReadonlyMap<string, string>): string[] | undefined {
  const letters = LETTERS.test(value) ? [...value.toUpperCase()] : [];
  const isList = letters.every(
    (letter, index) => options.has(letter) && (index === 0 || letter > letters[index - 1]!),
  );
  return letters.length > 0 && isList ? letters : undefined;
}

/** "B) Paris", if option B is Paris. */
function labelled(value: string, options: ReadonlyMap<string, string>): string[] | undefined {
  const [, letter = "", text = ""] = LABELLED.exec(value) ?? [];
  const option = options.get(letter.toUpperCase());
  const isSame = option !== undefined && text !== "" && comparable(option) === comparable(text);
  return isSame ? [letter.toUpperCase()] : undefined;
}

/** Without the brackets and the dot that a person may set around a text. */
function comparable(text: string): string {
  if (text.length > MAX_LENGTH) return text;
  const visible = visibleText(halfWidth(text)).toLowerCase();
  return visible.replace(/^\(/, "").replace(/[).]+$/, "");
}
