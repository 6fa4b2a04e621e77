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

/** The lines of a file, each with what it may be. */
export function classifyLines(text: string): Line[] {
  const lines = sourceLines(text).map((source, index): Line => {
    const content = source.trim();
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
