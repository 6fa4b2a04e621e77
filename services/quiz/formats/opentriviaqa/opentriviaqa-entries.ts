import { sourceLines } from "../shared/source-lines.ts";

/** The text from one `#Q` to the next, not validated yet. Texts are lists of lines, without their marks. */
export interface Entry {
  /** The line of its `#Q`, from 1. */
  line: number;
  question: string[];
  /** Undefined if there is no `^` line. */
  answer?: string[];
  /** In the order of the file, whatever their letters. */
  options: { letter: string; lines: string[] }[];
  /** The first mark, `^` or an option's letter, that occurs twice. */
  repeatedMark?: string;
}

/**
 * Splits a file into its entries.
 *
 * @returns `strayLines`: the first line of each block of text that belongs to no entry
 */
export function splitEntries(text: string): { entries: Entry[]; strayLines: number[] } {
  const entries: Entry[] = [];
  const strayLines: number[] = [];
  let entry: Entry | undefined;
  let isStray = false;
  let afterBlank = false;
  sourceLines(text).forEach((line, index) => {
    const content = line.trim();
    if (content.startsWith("#Q")) {
      entry = { line: index + 1, question: [content.slice(2)], options: [] };
      entries.push(entry);
      isStray = false;
    } else if (!isStray && !(entry && addLine(entry, line, afterBlank)) && content !== "") {
      strayLines.push(index + 1);
      isStray = true;
    }
    afterBlank = content === "";
  });
  return { entries, strayLines };
}

/** The line of an option, trimmed. Only one part of it can match the blanks, so the time grows with its length. */
const OPTION = /^([A-Z])(?:\s+(\S.*))?$/s;

/** Adds a line to an entry. Returns false if the line is not part of it. */
function addLine(entry: Entry, line: string, afterBlank: boolean): boolean {
  const content = line.trim();
  const last = entry.options.at(-1);
  const [, letter, text = ""] = OPTION.exec(content) ?? [];
  // A blank line after the options ends the entry, unless the next letter in order follows.
  if (last && afterBlank && content !== "" && !(letter && isNextLetter(letter, last.letter))) return false;
  if (content.startsWith("^")) {
    if (entry.answer) entry.repeatedMark ??= "^";
    else entry.answer = [content.slice(1)];
  } else if (!entry.answer) {
    // A question may contain a poem: it keeps its lines, indents and blank lines.
    entry.question.push(line.trimEnd());
  } else if (letter && (letter <= "E" || (last && isNextLetter(letter, last.letter)))) {
    // After E a letter marks an option only if it is next in order: "I am" may be a continuation line.
    if (entry.options.some((option) => option.letter === letter)) entry.repeatedMark ??= letter;
    entry.options.push({ letter, lines: [text] });
  } else if (content !== "") {
    (last?.lines ?? entry.answer).push(content);
  }
  return true;
}

function isNextLetter(letter: string, other: string): boolean {
  return letter.charCodeAt(0) === other.charCodeAt(0) + 1;
}
