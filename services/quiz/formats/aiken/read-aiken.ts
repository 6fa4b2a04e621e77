import { MAX_OPTIONS } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { isVisible } from "../../../../platform/domain/text/visible-text.ts";
import { choiceOrTrueFalse } from "../shared/choice-question.ts";
import { explanationOf } from "../shared/explanation.ts";
import type { ParsedFile, Part } from "../shared/format.ts";
import { refuseTooMany } from "../shared/too-many-questions.ts";
import { splitEntries } from "./aiken-entries.ts";
import { optionLine } from "./aiken-lines.ts";
import type { TextLine } from "./classify-lines.ts";
import type { Entry } from "./entry.ts";
import { rightLetters } from "./right-letters.ts";

/** The end of a sentence that asks something, in the signs of some scripts. */
const ASKS = /[?？؟]["'”’»)\]]*$/;

/** Reads a file in Aiken format: see `aiken`. */
export function readAiken(text: string): ParsedFile {
  const { entries, setAside } = splitEntries(text);
  refuseTooMany(entries.length);
  const notes =
    setAside.length === 0
      ? []
      : [`lines about a question are set aside: ${setAside.map((word) => `"${word}: …"`).join(", ")}`];
  return { parts: entries.flatMap(partsOf), notes };
}

/** The question of an entry, and before it the questions of its text that have neither options nor an answer. */
function partsOf(entry: Entry): Part[] {
  if (entry.answer === undefined && entry.options.length === 0) {
    return [{ line: entry.line, ignored: 'text without options and without an "ANSWER:" line' }];
  }
  const { headings, rest } = separateHeadings(entry.text);
  const { unfinished, own } = separateText(rest);
  const line = own[0]?.line ?? entry.line;
  const explanation = explanationOf(entry.explanation.join("\n").trim());
  const question = toQuestion({ ...entry, text: own }, explanation.field);
  const notes = [
    ...(joinTexts(own, "\n").includes("\n\n") ? [SEVERAL_PARAGRAPHS] : []),
    ...explanation.notes,
  ];
  return [
    ...headings.map((each) => ({ line: each, ignored: "a heading, not a part of a question" })),
    ...unfinished.map((each) => ({ line: each, invalid: 'it has no options and no "ANSWER:" line' })),
    typeof question === "string"
      ? { line, invalid: question }
      : { line, question, ...(notes.length > 0 && { notes }) },
  ];
}

const SEVERAL_PARAGRAPHS = "its text has several paragraphs: look whether a heading stands in it";
/** A heading in Markdown, or what a chatbot says before the questions. */
const HEADING = /^#{1,6} |\baiken format\b/i;

/**
 * Takes the headings from the beginning of a text, if another paragraph comes after them.
 *
 * @returns `headings`: their lines
 */
function separateHeadings(text: readonly TextLine[]): { headings: number[]; rest: readonly TextLine[] } {
  const headings: number[] = [];
  let start = 0;
  for (const [index, { line, text: content }] of text.entries()) {
    if (content === "") continue;
    const next = text[index + 1]?.text ?? "";
    if (!HEADING.test(content) || (next !== "" && !HEADING.test(next))) break;
    headings.push(line);
    start = index + 1;
  }
  const rest = text.slice(start);
  return rest.some((line) => line.text !== "") ? { headings, rest } : { headings: [], rest: text };
}

/**
 * A text may have several paragraphs. But if its last one asks something, an earlier one that also does is a question
 * of its own.
 *
 * @returns `unfinished`: the first line of each such question
 */
function separateText(text: readonly TextLine[]): { unfinished: number[]; own: TextLine[] } {
  const last = text.findLast((line) => line.text !== "");
  const unfinished: number[] = [];
  let own: TextLine[] = [];
  for (const line of text) {
    const before = own.at(-1);
    const isEnd = line.text === "" && before && ASKS.test(before.text) && before !== last;
    if (isEnd && last && ASKS.test(last.text)) {
      unfinished.push(own[0]!.line);
      own = [];
    } else if (line.text !== "" || own.length > 0) {
      own.push(line);
    }
  }
  return { unfinished, own };
}

/** The question of an entry, or the reason why it cannot be imported. */
function toQuestion(
  { fault, text, options, answer }: Entry,
  explained: { explanation?: string },
): object | string {
  const asked = joinTexts(text, "\n");
  if (fault) return fault;
  if (!isVisible(asked)) {
    return options.length > 0 ? "no text before its options" : 'no question before the "ANSWER:" line';
  }
  if (options.length === 0) return withoutOptions(text);
  if (answer === undefined) return 'no "ANSWER:" line';
  if (options.length === 1) return "only one option";
  if (options.length > MAX_OPTIONS) return `more than ${MAX_OPTIONS} options`;
  const texts = new Map(options.map(({ letter, lines }) => [letter, joinTexts(lines, " ")]));
  const blank = [...texts].find(([, option]) => !isVisible(option));
  if (blank) return `option ${blank[0]} is blank`;
  const right = rightLetters(answer, texts);
  if (typeof right === "string") return right;
  return choiceOrTrueFalse(
    { text: asked, ...explained },
    [...texts].map(([letter, option]) => ({ text: option, correct: right.has(letter) })),
  );
}

function withoutOptions(text: readonly TextLine[]): string {
  const hasOthers = text.slice(1).some((line) => optionLine(line.text));
  return hasOthers ? "no option A, so it is not clear where its options begin" : 'no options such as "A) …"';
}

function joinTexts(lines: readonly TextLine[], separator: string): string {
  return lines
    .map(({ text }) => text)
    .join(separator)
    .trim();
}
