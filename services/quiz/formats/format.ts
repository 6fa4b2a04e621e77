import type { ParamsOut } from "../../../platform/contracts/contracts.ts";
import type { QuizContent } from "../../../platform/domain/quiz.ts";

export type ImportFormat = NonNullable<ParamsOut<"quiz.import">["format"]>;
export type ExportFormat = ParamsOut<"quiz.export">["format"];

/** Something of a file that did not become a question. */
export interface Skipped {
  /** Counts from 1 in the file. */
  line: number;
  /** For the person who wrote the file. */
  reason: string;
}

/** A question as a file has it; whether it is sound is decided elsewhere, for all formats alike. */
export interface Draft {
  /** Where it begins; counts from 1 in the file. */
  line: number;
  question: unknown;
}

export interface ParsedFile {
  /** The file's own title, where it has one: not checked yet. */
  title?: unknown;
  questions: Draft[];
  skipped: Skipped[];
}

/** A format that can be imported. */
export interface Reader {
  /** Whether a text looks as if it were written in this format. */
  detect(text: string): boolean;
  /** @throws ValidationError where the text as a whole is not in this format */
  parse(text: string): ParsedFile;
}

/** A format that can be exported. */
export interface Writer {
  contentType: string;
  /** A text that imports again to the same quiz, as far as the format can say it. */
  write(content: QuizContent): string;
}
