/** What XML 1.0 cannot hold (its section 2.2), not even as a reference. */
const NO_XML = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const MARKUP = /[&<>\r]/g;
const REFERENCES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** The note of an export about them. */
export const NO_PLACE = "characters that XML cannot hold are left out or replaced";

/** Whether XML can hold all characters of a text. */
export function fitsXml(text: string): boolean {
  return text.search(NO_XML) < 0;
}

/** A text without the characters that XML cannot hold: texts from Word have some. */
export function withoutNonXml(text: string): string {
  return text.replace(NO_XML, "");
}

/**
 * A text as the content of an element. A carriage return would be read as a line feed. Control characters, which nobody
 * sees, are left out, and U+FFFD stands for others that XML cannot hold.
 */
export function xmlText(text: string): string {
  return text
    .replace(NO_XML, (character) => (character < " " ? "" : "\ufffd"))
    .replace(MARKUP, (character) => REFERENCES[character]!);
}
