import { checkStorable } from "../../../platform/contracts/check-storable.ts";
import { parseOrThrow } from "../../../platform/contracts/validation.ts";
import { quizSchema } from "../../../platform/domain/quiz.ts";
import { parseJson } from "../../../platform/http/json-body.ts";
import { type EncodedQuiz, encodeQuiz } from "../encoded-quiz.ts";

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
