import { fieldErrors } from "../../../platform/contracts/validation.ts";
import { MAX_QUESTIONS, type QuizContent, titleSchema } from "../../../platform/domain/quiz.ts";
import type { ImportFormat } from "../../../platform/domain/quiz-formats.ts";
import { unstorableTexts } from "../../../platform/domain/text/storable-text.ts";
import { ValidationError } from "../../../platform/errors.ts";
import { readers } from "../formats/registry.ts";
import { refused } from "../formats/shared/refused.ts";
import { SourceFile } from "../formats/shared/source-file.ts";
import { DEFAULT_TITLE } from "../formats/shared/title.ts";
import { refuseTooMany } from "../formats/shared/too-many-questions.ts";
import { formatOf, similarFormat } from "./detect-format.ts";
import { boundedNotes, boundedSkipped, type Skipped, validateParts } from "./validate-parts.ts";

const MAX_REASONS_IN_ERROR = 10;

export interface ImportRequest {
  /** Detected from the content if absent. */
  format?: ImportFormat;
  /** If absent, the file's own title, or else `DEFAULT_TITLE`. */
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
  /** What the file says and the quiz does not have, and what was changed: sentences for the host. */
  notes: string[];
  /** The number of valid questions after the imported ones. */
  left: number;
}

/**
 * Turns a file into a quiz. Invalid questions are skipped, each with its line and a reason.
 *
 * @throws ValidationError if nothing can be imported: unknown format, no valid question, or `from` past the end
 */
export async function parseImport(body: Buffer, request: ImportRequest): Promise<ParsedImport> {
  const file = new SourceFile(body);
  const reader = readers[await formatOf(file, request.format)];
  const parsed = await reader.parse(file);
  refuseTooMany(parsed.parts.length);
  const title = titleOf(request.title ?? parsed.title);
  const unit = reader.unit ?? "line";
  const { valid, skipped, notes } = validateParts(parsed.parts, unit);
  if (valid.length === 0) throw noValidQuestion(skipped, unit, otherFormat(file, request.format));
  if (request.from > valid.length) {
    throw refused(`is past the end: ${valid.length} questions can be imported`, "from");
  }
  const start = request.from - 1;
  const questions = valid.slice(start, start + Math.min(request.take, MAX_QUESTIONS));
  return {
    content: { title, questions },
    skipped: boundedSkipped(skipped),
    notes: boundedNotes([...(parsed.notes ?? []), ...notes]),
    left: valid.length - start - questions.length,
  };
}

function titleOf(requested: unknown): string {
  const title = titleSchema.safeParse(requested ?? DEFAULT_TITLE);
  const errors = title.success ? [...unstorableTexts(title.data)] : fieldErrors(title.error);
  if (!title.success || errors.length > 0) {
    throw new ValidationError(errors.map(({ reason }) => ({ path: "title", reason })));
  }
  return title.data;
}

/** The format that a file seems to be in, if the host has named another one. */
function otherFormat(file: SourceFile, named?: ImportFormat): ImportFormat | undefined {
  const similar = named && similarFormat(file);
  return similar === named ? undefined : similar;
}

function noValidQuestion(
  skipped: readonly Skipped[],
  unit: string,
  other: ImportFormat | undefined,
): ValidationError {
  const reasons = skipped
    .slice(0, MAX_REASONS_IN_ERROR)
    .map(({ line, reason }) => `${unit} ${line}: ${reason}`);
  const none = `contains no question that can be imported${other ? `; the file looks like ${other}` : ""}`;
  return new ValidationError([none, ...reasons].map((reason) => ({ path: "body", reason })));
}
