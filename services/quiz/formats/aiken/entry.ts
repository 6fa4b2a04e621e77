import type { OptionLine } from "./aiken-lines.ts";
import type { TextLine } from "./classify-lines.ts";

/** So many letters may be missing between two options. After more, the line is hardly an option. */
const MAX_MISSING_LETTERS = 2;

/** What belongs to one "ANSWER:" line, or a question without one. Not validated yet. */
export interface Entry {
  text: TextLine[];
  /** In the order of their letters. */
  options: { letter: string; sign: string; isSmall: boolean; lines: TextLine[] }[];
  /** What the "ANSWER:" line says. Undefined if there is none. */
  answer?: string;
  explanation: string[];
  /** The line of its "ANSWER:" line, or of its first text: where an entry without a text begins. */
  line: number;
  /** Why it cannot be read, if that is known already. */
  fault?: string;
}

/** An option that begins on a line. */
export function toOption(
  { letter, sign, isSmall, text }: OptionLine,
  line: number,
): Entry["options"][number] {
  return { letter, sign, isSmall, lines: [{ line, text }] };
}

/** Whether an option line goes on with the options of a question. */
export function isNext(
  { letter, sign, isSmall, isAbbreviation }: OptionLine,
  last: Entry["options"][number],
): boolean {
  const missing = letter.charCodeAt(0) - last.letter.charCodeAt(0) - 1;
  if (isAbbreviation && (missing > 0 || sign !== last.sign || isSmall !== last.isSmall)) return false;
  return missing >= 0 && missing <= MAX_MISSING_LETTERS;
}

/** Why an option line that does not go on makes its question unclear. */
export function faultOf({ options }: Entry, { letter }: OptionLine): string {
  return options.some((option) => option.letter === letter)
    ? `more than one option has the letter ${letter}`
    : `option ${letter} comes after option ${options.at(-1)!.letter}, so the options are not clear`;
}
