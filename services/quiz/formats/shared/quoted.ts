/** Longer texts are cut. */
const MAX_LENGTH = 80;

/** A text of the file in quotes, for a reason or a note: on one line, with at most 80 characters. */
export function quoted(text: string): string {
  // A text may have millions of blanks.
  const line = text
    .trimStart()
    .slice(0, 4 * MAX_LENGTH)
    .replace(/\s+/g, " ")
    .trimEnd();
  return `"${line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH - 1).toWellFormed()}…` : line.toWellFormed()}"`;
}
