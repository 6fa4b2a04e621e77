import { fieldErrors } from "../../platform/contracts/validation.ts";
import { type Question, questionSchema } from "../../platform/domain/question.ts";
import { MAX_QUESTIONS, type QuizContent, titleSchema } from "../../platform/domain/quiz.ts";
import type { ImportFormat } from "../../platform/domain/quiz-formats.ts";
import { unstorableTexts } from "../../platform/domain/text/storable-text.ts";
import { type FieldError, ValidationError } from "../../platform/errors.ts";
import { decode } from "./decode.ts";
import type { Skipped } from "./formats/format.ts";
import { readers } from "./formats/registry.ts";

/** Maximum number of questions per file, valid or not: validating each takes some µs. */
const MAX_DRAFTS = 50_000;
/**
 * Maximum size of a quiz as JSON, in bytes: what a host may send, plus the filled-in defaults. The JSON of a
 * file with many characters that JSON escapes, or of one that is not UTF-8, can be larger than the file.
 */
const MAX_QUIZ_BYTES = 4 * 1024 * 1024 + 64 * 1024;
/** Maximum number of skipped parts that a reply lists. */
const MAX_LISTED_SKIPPED = 1000;
const MAX_REASONS_IN_ERROR = 10;

export interface ImportRequest {
  /** Detected from the text if absent. */
  format?: ImportFormat;
  /** If absent, the file's own title, or else "Imported quiz". */
  title?: string;
  /** The first question to import, counted from 1 among the valid questions of the file. */
  from: number;
  /** Maximum number of questions to import. */
  take: number;
}

/** The result of `parseImport`. */
export interface ParsedImport {
  content: QuizContent;
  /** All skipped parts of the file, in its order, even if only some questions were imported. */
  skipped: Skipped[];
  /** The number of valid questions after the imported ones. */
  left: number;
}

/**
 * Turns a file into a quiz. Invalid questions are skipped, each with its line and a reason.
 *
 * @throws ValidationError if nothing can be imported: unknown format, no valid question, or `from` past the end
 */
export function parseImport(body: Buffer, request: ImportRequest): ParsedImport {
  const text = decode(body);
  const file = readers[request.format ?? detectFormat(text)].parse(text);
  if (file.questions.length + file.skipped.length > MAX_DRAFTS) {
    throw validationError("body", `has more than ${MAX_DRAFTS} questions; split it into several files`);
  }
  const title = titleOf(request.title ?? file.title);
  const valid: Question[] = [];
  const skipped = [...file.skipped];
  for (const { line, question } of file.questions) {
    const validated = validate(question);
    if (typeof validated === "string") skipped.push({ line, reason: validated });
    else valid.push(validated);
  }
  skipped.sort((one, other) => one.line - other.line);
  if (valid.length === 0) throw noValidQuestion(skipped);
  if (request.from > valid.length) {
    throw validationError("from", `is past the end: ${valid.length} questions can be imported`);
  }
  const start = request.from - 1;
  const questions = valid.slice(start, start + Math.min(request.take, MAX_QUESTIONS));
  const content = { title, questions };
  if (Buffer.byteLength(JSON.stringify(content)) > MAX_QUIZ_BYTES) {
    throw validationError(
      "take",
      `is too large: as JSON these ${questions.length} questions take more than 4 MiB`,
    );
  }
  return {
    content,
    skipped: truncateSkipped(skipped),
    left: valid.length - start - questions.length,
  };
}

/** @throws ValidationError if the text is empty or in no known format */
export function detectFormat(text: string): ImportFormat {
  if (text.trim() === "") throw validationError("body", "is empty");
  const names = Object.keys(readers) as ImportFormat[];
  const detected = names.find((name) => readers[name].detect(text));
  if (detected) return detected;
  throw validationError(
    "format",
    `is not given, and the file looks like none of ${names.join(", ")}; if it is one of them, name it`,
  );
}

function titleOf(requested: unknown): string {
  const title = titleSchema.safeParse(requested ?? "Imported quiz");
  const errors = title.success ? [...unstorableTexts(title.data)] : fieldErrors(title.error);
  if (!title.success || errors.length > 0) {
    throw new ValidationError(errors.map(({ reason }) => ({ path: "title", reason })));
  }
  return title.data;
}

/** The question with its defaults filled in, or the reason why it is invalid. */
function validate(question: unknown): Question | string {
  const parsed = questionSchema.safeParse(question);
  const errors = parsed.success ? [...unstorableTexts(parsed.data)] : fieldErrors(parsed.error);
  return parsed.success && errors.length === 0 ? parsed.data : reasonOf(errors);
}

/** The first three errors in one line. */
function reasonOf(errors: FieldError[]): string {
  const reasons = errors
    .slice(0, 3)
    .map(({ path, reason }) => (path ? `${path.slice(0, 80)}: ${reason}` : reason));
  return [...reasons, ...(errors.length > 3 ? [`${errors.length - 3} more`] : [])].join("; ");
}

function noValidQuestion(skipped: Skipped[]): ValidationError {
  const reasons = skipped.slice(0, MAX_REASONS_IN_ERROR).map(({ line, reason }) => `line ${line}: ${reason}`);
  return new ValidationError(
    ["contains no question that can be imported", ...reasons].map((reason) => ({ path: "body", reason })),
  );
}

/** Shortens the list, so that a file with many errors does not cause a reply larger than the file. */
function truncateSkipped(skipped: Skipped[]): Skipped[] {
  if (skipped.length <= MAX_LISTED_SKIPPED) return skipped;
  const omitted = skipped.length - MAX_LISTED_SKIPPED;
  return [
    ...skipped.slice(0, MAX_LISTED_SKIPPED),
    { line: skipped[MAX_LISTED_SKIPPED]!.line, reason: `${omitted} more were skipped from here on` },
  ];
}

function validationError(path: string, reason: string): ValidationError {
  return new ValidationError([{ path, reason }]);
}
