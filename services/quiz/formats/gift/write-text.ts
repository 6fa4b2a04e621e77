import { trimBlanks } from "../shared/blanks.ts";
import { CONTROL_CHARACTERS } from "../shared/source-lines.ts";
import { escapeText } from "./escapes.ts";

const LINE_BREAK = /\r\n|\r/g;
/** Texts that a reader of plain GIFT would take for something else, or that Moodle would read as HTML. */
const NEEDS_PLAIN = /^(?:\[(?:moodle|html|markdown|plain)\]|\/\/|%|\$CATEGORY:)|[<&\t]| {2}|^\n|\n$/i;

/** A text as a file can hold it. */
export function storedText(text: string): string {
  return trimSpaces(text.replace(LINE_BREAK, "\n").replace(CONTROL_CHARACTERS, ""));
}

/** A title as a line of the file can hold it. */
export function storedTitle(title: string): string {
  return trimSpaces(storedText(title).replaceAll("\n", " "));
}

/** What is different in the file, in the words of a note. */
export function changesOf(text: string): string[] {
  const changes: string[] = [];
  if (/\r/.test(text)) changes.push("carriage returns are written as line breaks");
  if (text.search(CONTROL_CHARACTERS) >= 0) changes.push("control characters are not written");
  if (trimSpaces(text) !== text) changes.push("blanks at the ends of a text are not written");
  return changes;
}

/**
 * A text with its escapes. Its prefix, if it needs one, says that every character counts.
 *
 * @param change what else to do to the escaped text
 */
export function writeText(text: string, change = (escaped: string) => escaped): string {
  const stored = storedText(text);
  return `${NEEDS_PLAIN.test(stored) ? "[plain]" : ""}${change(escapeText(stored))}`;
}

/** Line breaks at the ends have escapes, other blanks have none. */
function trimSpaces(text: string): string {
  return trimBlanks(text, " \t");
}
