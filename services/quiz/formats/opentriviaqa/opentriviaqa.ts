import { MAX_OPTIONS } from "../../../../platform/domain/question-kinds/option-ids.ts";
import { choiceOrTrueFalse } from "../shared/choice-question.ts";
import type { ParsedFile, Part, Reader } from "../shared/format.ts";
import { matchingOptions } from "../shared/matching-options.ts";
import { quoted } from "../shared/quoted.ts";
import type { SourceFile } from "../shared/source-file.ts";
import { type Entry, splitEntries } from "./opentriviaqa-entries.ts";

/**
 * OpenTriviaQA (github.com/uberspot/OpenTriviaQA): `#Q` and the question, `^` and the text of the right answer, then a
 * letter and a text for each option. Each of them may continue on further lines.
 */
export const openTriviaQa = {
  /** Feedback in GIFT may begin with "#Quite right". */
  detect: ({ text }: SourceFile) => /^[ \t]*#Q(?![a-z])/m.test(text),

  parse({ text }: SourceFile): ParsedFile {
    const { entries, strayLines } = splitEntries(text);
    const strays: Part[] = strayLines.map((line) => ({ line, ignored: "text outside of any question" }));
    const questions = entries.map((entry): Part => {
      const question = toQuestion(entry);
      return typeof question === "string"
        ? { line: entry.line, invalid: question }
        : { line: entry.line, question };
    });
    return { parts: [...strays, ...questions].sort((one, other) => one.line - other.line) };
  },
} satisfies Reader;

/** The question of an entry, or the reason why it is invalid. */
function toQuestion(entry: Entry): object | string {
  const text = entry.question.join("\n").trim();
  const options = entry.options.map((option) => joinLines(option.lines));
  const emptyIndex = options.indexOf("");
  if (text === "") return 'the "#Q" line has no question';
  if (!entry.answer) return 'no "^" line with the right answer';
  if (entry.repeatedMark === "^") return 'more than one "^" line';
  const answer = joinLines(entry.answer);
  if (answer === "") return 'the "^" line is empty';
  if (options.length < 2) return options.length === 0 ? "no options" : "only one option";
  if (options.length > MAX_OPTIONS) return `more than ${MAX_OPTIONS} options`;
  if (entry.repeatedMark)
    return `more than one line begins with "${entry.repeatedMark}", so the options are not clear`;
  if (emptyIndex >= 0) return `option ${entry.options[emptyIndex]!.letter} is empty`;

  const matching = matchingOptions(options, answer);
  if (matching.length === 0) return `the right answer ${quoted(answer)} is not among the options`;
  if (matching.length > 1) return `the right answer ${quoted(answer)} matches more than one option`;
  return choiceOrTrueFalse(
    { text },
    options.map((option, id) => ({ text: option, correct: id === matching[0] })),
  );
}

/** Joins continuation lines: an option is shown to players as one line. */
function joinLines(lines: string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .trim();
}
