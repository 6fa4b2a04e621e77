/**
 * Splits a text file at CRLF, LF and CR. Control characters other than tabs are removed, because they are not text
 * and U+0000 cannot be stored. Element 0 is line 1.
 */
export function sourceLines(text: string): string[] {
  return text.replace(/[^\P{Cc}\t\r\n]/gu, "").split(/\r\n|\r|\n/);
}
