import { checkStorable } from "../../../platform/contracts/check-storable.ts";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { parseJson } from "../../../platform/http/json-body.ts";
import { type EncodedQuiz, encodeQuiz } from "../encoded-quiz.ts";
import type { Skipped } from "../formats/format.ts";
import { type ImportRequest, parseImport } from "../import.ts";

/** A quiz from a file: see ParsedImport. */
export interface ReadImport extends EncodedQuiz {
  skipped: Skipped[];
  left: number;
}

/**
 * The quiz that a host has sent as JSON.
 *
 * @throws BadRequest if it is not JSON, ValidationError if it is no valid quiz
 */
export function readQuiz(body: Buffer): EncodedQuiz {
  const content = parseOrThrow(quizSchema, parseJson(body));
  checkStorable(content);
  return encodeQuiz(content);
}

/** The quiz in a file. @throws ValidationError if nothing can be imported */
export function readImport(body: Buffer, request: ImportRequest): ReadImport {
  const { content, skipped, left } = parseImport(body, request);
  return { ...encodeQuiz(content), skipped, left };
}
