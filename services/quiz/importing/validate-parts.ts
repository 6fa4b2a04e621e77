import type { Question } from "../../../platform/domain/question.ts";
import type { Part, QuestionPart } from "../formats/shared/format.ts";
import { checkQuestion } from "./check-question.ts";
import { mergeSameOptions } from "./same-options.ts";

/** Maximum number of skipped parts that a reply lists. */
const MAX_LISTED_SKIPPED = 1000;
/** Maximum number of notes that a reply lists. */
const MAX_LISTED_NOTES = 100;

/** A part of a file that was not imported. */
export interface Skipped {
  /** The line in the file, from 1; in a sheet the row. */
  line: number;
  /** For the person who wrote the file: "question 3: …", or only the reason if it is no question. */
  reason: string;
}

/** The questions of a file, and what is to be said about it. */
export interface ValidatedParts {
  valid: Question[];
  /** In the order of the file. */
  skipped: Skipped[];
  notes: string[];
}

/** Validates the parts of a file. Its questions are counted from 1, the invalid ones too. @param unit of `line` */
export function validateParts(parts: readonly Part[], unit: "line" | "row"): ValidatedParts {
  const result: ValidatedParts = { valid: [], skipped: [], notes: [] };
  let no = 0;
  for (const part of parts) {
    const { line } = part;
    if ("ignored" in part) {
      result.skipped.push({ line, reason: part.ignored });
      continue;
    }
    no++;
    const checked =
      "invalid" in part ? part.invalid : checkPart(part, result.skipped.length <= MAX_LISTED_SKIPPED);
    if (typeof checked === "string") {
      result.skipped.push({ line, reason: `question ${no}: ${checked}` });
    } else {
      result.valid.push(checked.question);
      for (const note of checked.notes) result.notes.push(`${unit} ${line}, question ${no}: ${note}`);
    }
  }
  return result;
}

/** A valid question with the notes about it, or the reason why it is invalid. */
function checkPart(part: QuestionPart, isListed: boolean): { question: Question; notes: string[] } | string {
  const merged = mergeSameOptions(part.question);
  if ("invalid" in merged) return merged.invalid;
  const question = checkQuestion(merged.question, isListed);
  if (typeof question === "string") return question;
  return { question, notes: [...(part.notes ?? []), ...(merged.note ? [merged.note] : [])] };
}

/** Shortens the list, so that a file with many errors does not cause a reply larger than the file. */
export function boundedSkipped(skipped: Skipped[]): Skipped[] {
  if (skipped.length <= MAX_LISTED_SKIPPED) return skipped;
  const omitted = skipped.length - MAX_LISTED_SKIPPED;
  return [
    ...skipped.slice(0, MAX_LISTED_SKIPPED),
    { line: skipped[MAX_LISTED_SKIPPED]!.line, reason: `${omitted} more were skipped from here on` },
  ];
}

/** Shortens the list of notes in the same way. */
export function boundedNotes(notes: string[]): string[] {
  if (notes.length <= MAX_LISTED_NOTES) return notes;
  return [...notes.slice(0, MAX_LISTED_NOTES), `${notes.length - MAX_LISTED_NOTES} more notes`];
}
