import { foldName } from "./column-words.ts";

/** Spreadsheet programs write TRUE and FALSE in the language of their user. */
const TRUE = new Set("true wahr vrai verdadero verdadeiro vero waar".split(" "));
const FALSE = new Set("false falsch faux falso onwaar".split(" "));
/** What people also write, where it cannot be anything else. */
const YES = new Set("t yes y 1 richtig ja oui si sim x ✓ ✔ ☑".split(" "));
const NO = new Set("f no n 0 nein non nao nee".split(" "));

/** Longer texts are none of the words. */
const MAX_LENGTH = 20;

/** What a word for true or false says; undefined if it is none. */
export function truthOf(text: string): boolean | undefined {
  if (text.length > MAX_LENGTH || /\d/.test(text)) return undefined;
  const word = foldName(text);
  return TRUE.has(word) || (FALSE.has(word) ? false : undefined);
}

/** The same in a cell that must say true or false: "yes" and "x" say it too. */
export function answerOf(text: string): boolean | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const word = foldName(text) || text.trim();
  return truthOf(text) ?? (YES.has(word) || (NO.has(word) ? false : undefined));
}
