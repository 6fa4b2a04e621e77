import { normalText } from "../../../platform/domain/quiz.ts";
import type { Draft, Reader, Skipped } from "./format.ts";
import { type Entry, splitEntries } from "./opentriviaqa-entries.ts";

/**
 * OpenTriviaQA (github.com/uberspot/OpenTriviaQA): `#Q` and the question, `^` and the right answer's text, then a
 * letter and a text for each option. Each of them may run on over further lines.
 */
export const openTriviaQa: Reader = {
  detect: (text) => /^[ \t]*#Q/m.test(text),

  parse(text) {
    const { entries, strays } = splitEntries(text);
    const questions: Draft[] = [];
    const skipped: Skipped[] = strays.map((line) => ({ line, reason: "text outside of any question" }));
    for (const entry of entries) {
      const question = questionOf(entry);
      if (typeof question === "string") skipped.push({ line: entry.line, reason: question });
      else questions.push({ line: entry.line, question });
    }
    return { questions, skipped };
  },
};

/** The question that an entry makes, or why it makes none. */
function questionOf(entry: Entry): object | string {
  const text = entry.question.join("\n").trim();
  const options = entry.options.map((option) => joined(option.lines));
  const blank = options.indexOf("");
  if (text === "") return 'nothing is asked: the "#Q" line is blank';
  if (!entry.answer) return 'no "^" line with the right answer';
  if (entry.repeated === "^") return 'more than one "^" line';
  const answer = joined(entry.answer);
  if (answer === "") return 'the "^" line names no right answer';
  if (options.length < 2) return options.length === 0 ? "no options" : "only one option";
  if (entry.repeated)
    return `more than one line begins with "${entry.repeated}": it is not clear what is an option`;
  if (blank >= 0) return `option ${entry.options[blank]!.letter} is blank`;

  const right = matches(options, answer);
  if (right.length === 0) return `the right answer "${shortened(answer)}" is not among the options`;
  if (right.length > 1) return `the right answer "${shortened(answer)}" is more than one of the options`;
  if (isTrueFalse(options)) return { kind: "truefalse", text, answer: normalText(answer) === "true" };
  return {
    kind: "single",
    text,
    options: options.map((option, id) =>
      id === right[0] ? { text: option, correct: true } : { text: option },
    ),
  };
}

/** The indices of the options that are the right answer: those that read the same, else those but for case. */
function matches(options: string[], answer: string): number[] {
  const same = (form: (text: string) => string) =>
    options.flatMap((option, index) => (form(option) === form(answer) ? [index] : []));
  const exact = same((text) => text.replace(/\s+/g, " "));
  return exact.length > 0 ? exact : same(normalText);
}

function isTrueFalse(options: string[]): boolean {
  return options.map(normalText).sort().join() === "false,true";
}

/** What runs on over several lines is one line on a player's button. */
function joined(lines: string[]): string {
  return lines
    .map((line) => line.trim())
    .join(" ")
    .trim();
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
