/**
 * GIFT's escapes: a backslash before a character that has a meaning, and `\n` for a line break. Other backslashes are
 * text. While a file is read, an escape is a mark and a letter, so that a brace in the text is a brace of GIFT.
 */

/** A code point that is no character; where a text has it, it is marked too. */
const MARK = "\ufdd0";

/** The escaped characters by the letter that follows the mark. */
const MARKED: Record<string, string> = {
  b: "\\",
  c: ":",
  h: "#",
  e: "=",
  o: "{",
  x: "}",
  t: "~",
  n: "\n",
  m: MARK,
};
const LETTERS = new Map(Object.entries(MARKED).map(([letter, character]) => [character, letter]));

const ESCAPE = new RegExp(`\\\\([\\\\:#={}~n])|${MARK}`, "g");
const MARKED_CHARACTER = new RegExp(`${MARK}(.)`, "g");
const SPECIAL = /[\\:#={}~]/g;

/** The text with marks in place of its escapes: each `=`, `~`, `#`, `:` and brace that is left has a meaning. */
export function markEscapes(source: string): string {
  return source.replace(ESCAPE, (_escape, character: string = MARK) => {
    return MARK + LETTERS.get(character === "n" ? "\n" : character);
  });
}

/** The text that people see in place of a text with marks. */
export function resolveMarks(marked: string): string {
  if (!marked.includes(MARK)) return marked;
  return marked.replace(MARKED_CHARACTER, (_marked, letter: string) => MARKED[letter] ?? "");
}

/** The text with escapes. @param text with LF as line breaks */
export function escapeText(text: string): string {
  return text.replace(SPECIAL, "\\$&").replaceAll("\n", "\\n");
}
