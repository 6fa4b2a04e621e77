/** Spaces, tabs and line breaks: other kinds of blanks are text, as in Moodle. What is one space stays. */
const BLANKS = /[\t\n][ \t\n]*| [ \t\n]+/g;
const SPACE = 0x20;

/**
 * The text without blanks at its ends. In one pass: a regular expression would read a run of blanks again and again.
 *
 * @param blanks which characters are blanks
 */
export function trimBlanks(text: string, blanks = " \t\n"): string {
  const isBlank = (index: number) => text.charCodeAt(index) <= SPACE && blanks.includes(text[index]!);
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(start)) start++;
  while (end > start && isBlank(end - 1)) end--;
  return text.slice(start, end);
}

/** The text in one line, with single spaces. */
export function collapseBlanks(text: string): string {
  return trimBlanks(text.replace(BLANKS, " "));
}
