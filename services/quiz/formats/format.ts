import type { QuizContent } from "../../../platform/domain/quiz.ts";

/** A part of a file that could not be imported. */
export interface Skipped {
  /** The line in the file, from 1. */
  line: number;
  /** For the person who wrote the file. */
  reason: string;
}

/** A question as the file has it, not validated yet: validation is the same for all formats. */
export interface QuestionDraft {
  /** The line where it begins in the file, from 1. */
  line: number;
  question: unknown;
}

export interface ParsedFile {
  /** The file's own title if it has one, not validated yet. */
  title?: unknown;
  questions: QuestionDraft[];
  skipped: Skipped[];
}

/** A format that can be imported. */
export interface Reader {
  /** Whether a text looks like this format. */
  detect(text: string): boolean;
  /** @throws ValidationError if the whole text cannot be read in this format */
  parse(text: string): ParsedFile;
}

/** A format that can be exported. */
export interface Writer {
  contentType: string;
  /** A text that imports to the same quiz, as far as the format can express it. */
  write(content: QuizContent): string;
}
