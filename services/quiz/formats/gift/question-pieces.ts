import { trimBlanks } from "../shared/blanks.ts";

/** The parts of a question, with marks in place of escapes. */
export interface QuestionPieces {
  title?: string;
  /** Its text; `_____` stands where answers are in the middle of it. */
  stem: string;
  /** What is between the braces. */
  answers: string;
}

const GAP = "_____";

/** Takes a question apart at its title and its braces, or says why that is not possible. */
export function questionPieces(source: string): QuestionPieces | { invalid: string } | { ignored: string } {
  const { title, rest } = splitTitle(trimBlanks(source));
  const start = rest.indexOf("{");
  const end = rest.indexOf("}");
  if (start < 0 && end < 0) return { ignored: 'text without answers, which stand between "{" and "}"' };
  if (start < 0 || (end >= 0 && end < start)) return { invalid: 'there is a "}" before any "{"' };
  if (end < 0) return { invalid: 'the "{" before the answers has no "}" after them' };
  const answers = rest.slice(start + 1, end);
  const after = rest.slice(end + 1);
  if (/[{}]/.test(answers + after)) {
    return { invalid: 'there is more than one "{" and "}"; in a text they are written as "\\{" and "\\}"' };
  }
  return { ...(title !== undefined && { title }), stem: stemOf(rest.slice(0, start), after), answers };
}

/** `::title::` before the text. */
function splitTitle(source: string): { title?: string; rest: string } {
  if (!source.startsWith("::")) return { rest: source };
  const end = source.indexOf("::", 2);
  if (end < 0) return { rest: source.slice(2) };
  return { title: source.slice(2, end), rest: source.slice(end + 2) };
}

function stemOf(before: string, after: string): string {
  const tail = after.trim();
  // gift-pegjs reads a comment after the answers.
  if (tail === "" || tail.startsWith("//")) return before;
  // "How many? {#3}." is no sentence with a gap.
  if (/^[.!?]$/.test(tail) && /[.!?:]$/.test(before.trimEnd())) return before;
  return `${before}${GAP}${after}`;
}
