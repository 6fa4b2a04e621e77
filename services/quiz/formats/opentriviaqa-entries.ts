import { sourceLines } from "./source-lines.ts";

/** What stands between one `#Q` and the next, not judged yet; texts as lines, without their marks. */
export interface Entry {
  /** Where its `#Q` stands; counts from 1. */
  line: number;
  question: string[];
  /** Undefined where there is no `^` line. */
  answer?: string[];
  /** In the order in which they stand, whatever their letters. */
  options: { letter: string; lines: string[] }[];
  /** The first mark, `^` or an option's letter, that came twice. */
  repeated?: string;
}

/**
 * Splits a file into its entries.
 *
 * @returns `strays`: the first line of each piece of text that belongs to no entry
 */
export function splitEntries(text: string): { entries: Entry[]; strays: number[] } {
  const entries: Entry[] = [];
  const strays: number[] = [];
  let entry: Entry | undefined;
  let straying = false;
  let afterBlank = false;
  sourceLines(text).forEach((line, index) => {
    const content = line.trim();
    if (content.startsWith("#Q")) {
      entry = { line: index + 1, question: [content.slice(2)], options: [] };
      entries.push(entry);
      straying = false;
    } else if (!straying && !(entry && take(entry, line, afterBlank)) && content !== "") {
      strays.push(index + 1);
      straying = true;
    }
    afterBlank = content === "";
  });
  return { entries, strays };
}

/** Adds a line to an entry; false where the line is no part of it. */
function take(entry: Entry, line: string, afterBlank: boolean): boolean {
  const content = line.trim();
  const last = entry.options.at(-1);
  const [, letter, text = ""] = /^([A-Z])(?:\s+(.*))?$/.exec(content) ?? [];
  // A blank line after the options ends an entry, unless the next letter in turn follows.
  if (last && afterBlank && content !== "" && !(letter && follows(letter, last.letter))) return false;
  if (content.startsWith("^")) {
    if (entry.answer) entry.repeated ??= "^";
    else entry.answer = [content.slice(1)];
  } else if (!entry.answer) {
    // A verse within a question keeps its lines, its indents and its blank lines.
    entry.question.push(line.trimEnd());
  } else if (letter && (letter <= "E" || (last && follows(letter, last.letter)))) {
    // Past E a letter counts just in its turn: "I am" may well be a line that runs on.
    if (entry.options.some((option) => option.letter === letter)) entry.repeated ??= letter;
    entry.options.push({ letter, lines: [text] });
  } else if (content !== "") {
    (last?.lines ?? entry.answer).push(content);
  }
  return true;
}

function follows(letter: string, other: string): boolean {
  return letter.charCodeAt(0) === other.charCodeAt(0) + 1;
}
