import { ValidationError } from "../../../platform/errors.ts";
import { type EncodedQuiz, encodeQuiz } from "../encoded-quiz.ts";
import { type ImportRequest, type ParsedImport, parseImport } from "../importing/import.ts";

/**
 * Maximum size of a quiz as JSON, in bytes: what a host may send, plus the filled-in defaults. The JSON of a
 * file with many characters that JSON escapes, or of one that is not UTF-8, can be larger than the file.
 */
const MAX_QUIZ_BYTES = 4 * 1024 * 1024 + 64 * 1024;

/** A quiz from a file: see ParsedImport. */
export type ReadImport = EncodedQuiz & Omit<ParsedImport, "content">;

/** The quiz in a file. @throws ValidationError if nothing can be imported, or the quiz is too large */
export async function readImport(body: Buffer, request: ImportRequest): Promise<ReadImport> {
  const { content, ...rest } = await parseImport(body, request);
  const quiz = encodeQuiz(content);
  if (quiz.bytes > MAX_QUIZ_BYTES) {
    const reason = `is too large: as JSON these ${quiz.questions} questions take more than 4 MiB`;
    throw new ValidationError([{ path: "take", reason }]);
  }
  return { ...quiz, ...rest };
}
