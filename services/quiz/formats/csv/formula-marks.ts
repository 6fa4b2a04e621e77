/**
 * A spreadsheet program runs a cell as a formula if it begins with such a sign. It looks past blanks and quotes. In
 * locales with the semicolon as the list separator a cell also begins after a semicolon, and a row after a line break,
 * even in quotes.
 */
const BLANKS_AND_SIGN = `(?:["']|[^\\S\\r\\n])*[=+\\-@＝＋－＠]`;
/** Tabs and carriage returns at the beginning are on the list of csv-stringify's `escape_formulas`, too. */
const START = `(?:${BLANKS_AND_SIGN}|'*[\\t\\r])`;

const AT_START = new RegExp(`^(?=${START})`);
const INSIDE = new RegExp(`[;\\r\\n](?=${BLANKS_AND_SIGN})`, "g");
const MARK_AT_START = new RegExp(`^'(?=${START})`);
const MARK_INSIDE = new RegExp(`([;\\r\\n])'(?=${BLANKS_AND_SIGN})`, "g");

/**
 * Puts a ' before everything in a text that a spreadsheet program would run
 * (https://owasp.org/www-community/attacks/CSV_Injection). If such a mark is there already, it adds another one: so
 * `withoutMarks` always gives the same text back.
 */
export function withMarks(text: string): string {
  return text.replace(INSIDE, "$&'").replace(AT_START, "'");
}

/** The text from which `withMarks` made this one. */
export function withoutMarks(text: string): string {
  return text.includes("'") ? text.replace(MARK_INSIDE, "$1").replace(MARK_AT_START, "") : text;
}
