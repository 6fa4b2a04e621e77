import { type AnswerBody, answerProblem, answerTypeByCode } from "../../../platform/domain/answer.ts";
import { kindOf } from "../../../platform/domain/question.ts";
import { windowOf } from "../../../platform/domain/session.ts";
import { ValidationError } from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { PendingAnswer } from "./pending-answer.ts";

/** What a gateway can tell about an answer from its copy of the session, which may be old or missing. */

/**
 * Whether an answer is known to have arrived while its question was open.
 *
 * @throws ValidationError if so, and it does not fit the question; before the opening nothing reveals what would fit
 */
export function isKnownToBeInTime(session: CachedSession | undefined, answer: PendingAnswer): boolean {
  const window = session && windowOf(session.record, answer.question);
  const question = session?.content.questions[answer.question - 1];
  if (!window || !question || answer.receivedAt < window.openedAt) return false;
  const problem = answerProblem(question, answer.type, encoded(answer));
  if (problem) throw new ValidationError([problem]);
  return window.closesAt === null || answer.receivedAt <= window.closesAt;
}

/** Whether two answers of one player to one question are the same: as the question compares them, if it is known. */
export function isSameAnswer(
  session: CachedSession | undefined,
  one: PendingAnswer,
  other: PendingAnswer,
): boolean {
  if (one.type !== other.type) return false;
  if (encoded(one) === encoded(other)) return true;
  const question = session?.content.questions[one.question - 1];
  if (!question) return false;
  const kind = kindOf(question);
  return kind.answerType.code === one.type && kind.isSame(encoded(one), encoded(other), question);
}

/** An answer as its player sent it. */
export function toAnswerBody(answer: PendingAnswer): AnswerBody {
  const { field, decode } = answerTypeByCode(answer.type)!;
  return { question: answer.question, [field]: decode(encoded(answer)) };
}

const encoded = ({ bits, response }: PendingAnswer) => response ?? bits;
