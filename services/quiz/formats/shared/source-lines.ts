import { refused } from "./refused.ts";

/** All but tabs and line ends: they are not text, and U+0000 cannot be stored. */
export const CONTROL_CHARACTERS = /[^\P{Cc}\t\r\n]/gu;
/** Ten lines for each question that a file may have. A file of 4 MiB could have millions, which take much memory. */
const MAX_LINES = 500_000;

/**
 * Splits a text file at CRLF, LF and CR. Control characters other than tabs are removed. Element 0 is line 1.
 *
 * @throws ValidationError if there are too many lines
 */
export function sourceLines(text: string): string[] {
  if (hasTooManyLines(text)) {
    throw refused(`has more than ${MAX_LINES} lines; split it into several files`);
  }
  return text.replace(CONTROL_CHARACTERS, "").split(/\r\n|\r|\n/);
}

/** Whether there are too many that end with LF, or too many that end with CR. */
function hasTooManyLines(text: string): boolean {
  return ["\n", "\r"].some((end) => {
    let lines = 1;
    for (let at = text.indexOf(end); at >= 0 && lines <= MAX_LINES; at = text.indexOf(end, at + 1)) lines++;
    return lines > MAX_LINES;
  });
}
