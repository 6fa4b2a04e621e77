import { VERDICT } from "../../../platform/contracts/contracts.ts";
import { isCorrectnessVisible, type SessionRecord } from "../../../platform/domain/session.ts";
import {
  AlreadyAnswered,
  type ApiError,
  QuestionClosed,
  SessionEnded,
  ValidationError,
} from "../../../platform/errors.ts";
import { json, type Reply } from "../http/response.ts";
import type { Verdict } from "./pending-answer.ts";

/**
 * The reply to an answer that counts.
 *
 * @param session undefined if this gateway does not know the session: then the reply has no points
 * @throws AlreadyAnswered, QuestionClosed, SessionEnded, ValidationError if it does not count
 */
export function verdictReply(verdict: Verdict, question: number, session: SessionRecord | undefined): Reply {
  switch (verdict.status) {
    case VERDICT.accepted:
      return json(201, verdictBody("accepted", verdict, question, session));
    case VERDICT.repeated:
      return json(200, verdictBody("repeated", verdict, question, session));
    default:
      throw verdictError(verdict);
  }
}

/** The body always says that the answer counts. It has the points only if the session's settings allow it. */
function verdictBody(
  status: "accepted" | "repeated",
  { elapsedMs, points, correct }: Verdict,
  question: number,
  session: SessionRecord | undefined,
) {
  if (!session || !isCorrectnessVisible(session, question)) return { status, question, elapsedMs };
  return {
    status,
    question,
    elapsedMs,
    points: session.voided.includes(question) ? 0 : points,
    ...(correct === null ? {} : { correct }),
  };
}

function verdictError({ status, existing, fieldError }: Verdict): ApiError {
  switch (status) {
    case VERDICT.changed:
      return new AlreadyAnswered(existing);
    case VERDICT.late:
      return new QuestionClosed("closed");
    case VERDICT.notOpen:
      return new QuestionClosed("not-open");
    case VERDICT.sessionEnded:
      return new SessionEnded();
    default:
      return new ValidationError([fieldError ?? { path: "", reason: "is not an answer" }]);
  }
}
