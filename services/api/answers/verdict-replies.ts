import type { StatsTickets } from "../../../platform/auth/stats-tickets.ts";
import { VERDICT } from "../../../platform/contracts/contracts.ts";
import type { ScoredAnswer } from "../../../platform/contracts/scored-answers.ts";
import { isCorrectnessVisible, type SessionRecord } from "../../../platform/domain/session.ts";
import { answerFields } from "../../../platform/domain/shown-answer.ts";
import {
  AlreadyAnswered,
  type ApiError,
  QuestionClosed,
  SessionEnded,
  ValidationError,
} from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { json, type Reply } from "../http/response.ts";
import type { Verdict } from "./pending-answer.ts";

type Score = Pick<Verdict, "points" | "correct">;

/**
 * The reply to an answer that counts.
 *
 * @param session undefined if this gateway does not know the session: then the reply has no points and no ticket
 * @throws AlreadyAnswered, QuestionClosed, SessionEnded, ValidationError if it does not count
 */
export function verdictReply(
  verdict: Verdict,
  question: number,
  session: SessionRecord | undefined,
  tickets: StatsTickets,
): Reply {
  switch (verdict.status) {
    case VERDICT.accepted:
      return json(201, verdictBody("accepted", verdict, question, session, tickets));
    case VERDICT.repeated:
      return json(200, verdictBody("repeated", verdict, question, session, tickets));
    default:
      throw verdictError(verdict);
  }
}

/**
 * The body always says that the answer counts. It has the points, and a ticket for the stats, only if the session's
 * settings allow it.
 */
function verdictBody(
  status: "accepted" | "repeated",
  verdict: Verdict,
  question: number,
  session: SessionRecord | undefined,
  tickets: StatsTickets,
) {
  const { elapsedMs } = verdict;
  if (!session) return { status, question, elapsedMs };
  // JSON has no undefined values: most sessions have no tickets.
  const statsTicket = tickets.forAnswered(session, question);
  return { status, question, elapsedMs, ...shownScore(verdict, question, session), statsTicket };
}

/** What a player may know of the score of an answer: nothing before its time. Without a key there is no `correct`. */
function shownScore({ points, correct }: Score, question: number, session: SessionRecord) {
  if (!isCorrectnessVisible(session, question)) return undefined;
  const counted = session.voided.includes(question) ? 0 : points;
  return correct === null ? { points: counted } : { points: counted, correct };
}

/** A stored answer of a player as its player may see it: scored like a verdict. */
export function ownAnswerBody(
  answer: ScoredAnswer,
  { record, content }: Pick<CachedSession, "record" | "content">,
  tickets: StatsTickets,
) {
  const { question, elapsedMs } = answer;
  return {
    question,
    answer: answerFields(content.questions[question - 1]!, answer),
    elapsedMs,
    ...shownScore(answer, question, record),
    statsTicket: tickets.forAnswered(record, question),
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
