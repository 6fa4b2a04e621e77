import { isFenceLine } from "../shared/fence.ts";
import { sourceLines } from "../shared/source-lines.ts";
import { answerLine, type OptionLine, optionLine } from "./aiken-lines.ts";

export interface TextLine {
  /** From 1. */
  line: number;
  /** Trimmed; empty if the line is blank. */
  text: string;
}

/** A line with what it may be. */
export interface Line extends TextLine {
  option: OptionLine | undefined;
  answer: string | undefined;
  /** The option line that comes next, before the next "ANSWER:" line. */
  nextOption?: OptionLine;
  /** The next line that is not blank. */
  nextVisible?: Line;
}

/** A line between parts of a file in Markdown. */
const RULE = /^(?:-{3,}|\*{3,}|_{3,}|={3,})$/;

/** The lines of a file, each with what it may be. Lines of Markdown around questions are blank. */
export function classifyLines(text: string): Line[] {
  const contents = sourceLines(text).map((source) => source.trim());
  const fences = fencesOfFile(contents);
  const isBlank = (index: number) => (contents[index] ?? "") === "";
  const lines = contents.map((each, index): Line => {
    const isRule = RULE.test(each) && isBlank(index - 1) && isBlank(index + 1);
    const content = isRule || fences.has(index) ? "" : each;
    return { line: index + 1, text: content, option: optionLine(content), answer: answerLine(content) };
  });
  let nextOption: OptionLine | undefined;
  let nextVisible: Line | undefined;
  for (const line of lines.toReversed()) {
    line.nextOption = nextOption;
    line.nextVisible = nextVisible;
    if (line.answer !== undefined) nextOption = undefined;
    else if (line.option) nextOption = line.option;
    if (line.text !== "") nextVisible = line;
  }
  return lines;
}

/** Chatbots put a file between lines of "```". A question may also have such lines around a program in its text. */
function fencesOfFile(contents: readonly string[]): Set<number> {
  const fences = new Set<number>();
  let open: number | undefined;
  let hasAnswer = false;
  for (const [index, content] of contents.entries()) {
    if (answerLine(content) !== undefined) hasAnswer = true;
    if (!isFenceLine(content)) continue;
    if (optionLine(contents[index + 1] ?? "")) {
      // It ends the text of a question.
      open = undefined;
    } else if (open === undefined) {
      open = index;
      hasAnswer = false;
    } else {
      if (hasAnswer) fences.add(open).add(index);
      open = undefined;
    }
  }
  return open !== undefined && hasAnswer ? fences.add(open) : fences;
}
