/**
 * The lines of a text file, whichever of CRLF, LF and CR ends each, without control characters other than tabs:
 * they are no text, and U+0000 cannot be stored. An array's index plus 1 is the line's number.
 */
export function sourceLines(text: string): string[] {
  return text.replace(/[^\P{Cc}\t\r\n]/gu, "").split(/\r\n|\r|\n/);
}
