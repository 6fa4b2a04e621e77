import type { QuizContent } from "../../../../platform/domain/quiz.ts";
import type { SourceFile } from "./source-file.ts";

/**
 * A part of a file, in the order of the file. `line` is where it begins, from 1: the row of a sheet. Questions that
 * people count have a `question` or are `invalid`; text that belongs to no question is `ignored`.
 */
export type Part = QuestionPart | InvalidPart | IgnoredPart;

/** A question as the file has it, not validated yet: validation is the same for all formats. */
export interface QuestionPart {
  line: number;
  question: unknown;
  /** What the file says of the question and the quiz does not have, for the person who wrote the file. */
  notes?: readonly string[];
}

/** A question that cannot be imported. The reason is for the person who wrote the file. */
export interface InvalidPart {
  line: number;
  invalid: string;
}

/** A part that is no question, with the reason why it was not imported. */
export interface IgnoredPart {
  line: number;
  ignored: string;
}

export interface ParsedFile {
  /** The file's own title if it has one, not validated yet. */
  title?: unknown;
  parts: Part[];
  /** What is set aside in the whole file, one sentence for each. */
  notes?: readonly string[];
}

/** Maximum number of parts per file, valid or not: reading and validating each takes some µs. */
export const MAX_PARTS = 50_000;

/** A format that can be imported. */
export interface Reader {
  /** What `line` counts; lines if it is absent. */
  unit?: "line" | "row";
  /** Whether a file looks like this format. It may be any file, of up to 4 MiB. */
  detect(file: SourceFile): boolean;
  /** @throws ValidationError if the whole file cannot be read in this format */
  parse(file: SourceFile): ParsedFile | Promise<ParsedFile>;
}

/** A quiz as a file. */
export interface WrittenFile {
  body: string | Buffer;
  /** What the format cannot hold and the file does not have: sentences in ASCII, for the host. */
  notes: readonly string[];
}

/** A format that can be exported. */
export interface Writer {
  contentType: string;
  /** The ending of the file's name, without its dot. */
  extension: string;
  /**
   * A file that imports to the same quiz, as far as the format can express it.
   *
   * @throws ValidationError if the format can express none of the questions
   */
  write(content: QuizContent): WrittenFile | Promise<WrittenFile>;
}
