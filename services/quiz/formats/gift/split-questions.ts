import { trimBlanks } from "../shared/blanks.ts";
import { isFenceLine } from "../shared/fence.ts";
import {
  CollectedQuestion,
  type Line,
  MAX_QUESTION_LENGTH,
  type QuestionSource,
} from "./collected-question.ts";
import { markEscapes } from "./escapes.ts";

const GIFT_FENCE = /^```gift$/i;
/** The title at the start of a question. */
const TITLE = /^::.+?::/;
const CATEGORY = /^\$CATEGORY:/i;

/**
 * Splits a file into its questions, which end at a blank line outside of braces. Files in the wild also leave out the
 * blank line, and forget to close a brace: a question ends too where another one clearly begins.
 *
 * @param lines of the file, from line 1
 * @returns `category`: the path in the first `$CATEGORY:` line
 */
export function splitQuestions(lines: readonly string[]): { category?: string; questions: QuestionSource[] } {
  const questions: QuestionSource[] = [];
  let category: string | undefined;
  let current: CollectedQuestion | undefined;
  let isAfterBlank = false;
  const end = () => {
    if (current) questions.push(current.source());
    current = undefined;
  };

  for (const [index, raw] of lines.entries()) {
    const trimmed = trimBlanks(raw);
    if (trimmed.startsWith("//")) continue;
    // Chatbots put a file between lines of "```". In a question such lines may be around a program.
    if (isFenceLine(trimmed) && (!current || current.hasAnswers || GIFT_FENCE.test(trimmed))) {
      if (!current?.isOpen) end();
      continue;
    }
    if (raw.trim() === "") {
      if (!current?.isOpen) end();
      isAfterBlank = true;
      continue;
    }
    if (CATEGORY.test(trimmed)) {
      end();
      category ??= trimmed.replace(CATEGORY, "");
      continue;
    }
    if (current?.isOpen && isAfterBlank && beginsQuestion(lines, index)) end();
    if (current && !current.isOpen && TITLE.test(trimmed)) end();
    isAfterBlank = false;
    const line: Line = { no: index + 1, content: marked(raw) };
    const other = current?.add(line);
    if (other) end();
    current = other ?? current ?? new CollectedQuestion([line]);
  }
  end();
  return category === undefined ? { questions } : { category, questions };
}

/** With marks in place of escapes. A line that is too long for any question stays as it is: that would take seconds. */
function marked(line: string): string {
  return line.length > MAX_QUESTION_LENGTH ? line : markEscapes(line);
}

/**
 * Whether the lines up to the next blank one look like a question of their own, after a `{` that was not closed. Those
 * of answers begin with a mark, or close the brace.
 */
function beginsQuestion(lines: readonly string[], start: number): boolean {
  const first = lines[start]!.trim();
  if (first.startsWith("::")) return true;
  if (/^[=~#%}]/.test(first)) return false;
  for (let index = start; index < lines.length; index++) {
    const content = lines[index]!.trim();
    if (content === "") return false;
    const [brace] = content.startsWith("//") ? [] : (marked(content).match(/[{}]/) ?? []);
    if (brace) return brace === "{";
  }
  return false;
}
