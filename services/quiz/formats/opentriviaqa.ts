import { MAX_OPTION_LENGTH, MAX_OPTIONS } from "../../../platform/domain/question-kinds/option-ids.ts";
import { normalizeText } from "../../../platform/domain/text/normalize-text.ts";
import type { QuestionDraft, Reader, Skipped } from "./format.ts";
import { type Entry, splitEntries } from "./opentriviaqa-entries.ts";

/**
 * OpenTriviaQA (github.com/uberspot/OpenTriviaQA): `#Q` and the question, `^` and the text of the right answer, then a
 * letter and a text for each option. Each of them may continue on further lines.
 */
export const openTriviaQa: Reader = {
  detect: (text) => /^[ \t]*#Q/m.test(text),

  parse(text) {
    const { entries, strayLines } = splitEntries(text);
    const questions: QuestionDraft[] = [];
    const skipped: Skipped[] = strayLines.map((line) => ({ line, reason: "text outside of any question" }));
    for (const entry of entries) {
      const question = toQuestion(entry);
      if (typeof question === "string") skipped.push({ line: entry.line, reason: question });
      else questions.push({ line: entry.line, question });
    }
    return { questions, skipped };
  },
};

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
  if (matching.length === 0) return `the right answer "${truncate(answer)}" is not among the options`;
  if (matching.length > 1) return `the right answer "${truncate(answer)}" matches more than one option`;
  if (isTrueFalse(options)) return { kind: "truefalse", text, answer: normalizeText(answer) === "true" };
  return {
    kind: "single",
    text,
    options: options.map((option, id) =>
      id === matching[0] ? { text: option, correct: true } : { text: option },
    ),
  };
}

function normalizeOption(option: string): string {
  return option.length > MAX_OPTION_LENGTH ? option : normalizeText(option);
}

/** The indexes of the options that equal the right answer; if there is none, those that equal it ignoring case. */
function matchingOptions(options: string[], answer: string): number[] {
  const equalAfter = (normalize: (text: string) => string) => {
    const normal = normalize(answer);
    return options.flatMap((option, index) => (normalize(option) === normal ? [index] : []));
  };
  const exact = equalAfter((text) => text.replace(/\s+/g, " "));
  // No option may be longer, and the time to normalize a text may grow with the square of its length.
  return exact.length > 0 || answer.length > MAX_OPTION_LENGTH ? exact : equalAfter(normalizeOption);
}

function isTrueFalse(options: string[]): boolean {
  return options.map(normalizeOption).sort().join() === "false,true";
}

/** Joins continuation lines: an option is shown to players as one line. */
function joinLines(lines: string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .trim();
}

function truncate(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
