import { foldName } from "./column-words.ts";

/** Spreadsheet programs write TRUE and FALSE in the language of their user. */
const TRUE = new Set(
  "true t yes y wahr richtig ja vrai oui verdadero si verdadeiro sim vero waar x ✓ ✔".split(" "),
);
const FALSE = new Set("false f no n falsch nein faux non falso nao onwaar".split(" "));

/** What a text says of truth; undefined if it says nothing. */
export function truthOf(text: string): boolean | undefined {
  if (text.length > 20 || /\d/.test(text)) return undefined;
  const word = foldName(text) || text.trim();
  return TRUE.has(word) || (FALSE.has(word) ? false : undefined);
}
