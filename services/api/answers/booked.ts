import type { Entry } from "../../../platform/domain/answer-outcomes.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { parseJson } from "../http/body.ts";
import type { Reply } from "../http/request-context.ts";
import { readAnswer, type SentAnswer } from "./answer-body.ts";
import type { Books } from "./answer-ledger.ts";

const ENTRY_OF_TYPE: Record<string, Entry> = {
  ALREADY_ANSWERED: "changed",
  QUESTION_CLOSED: "late",
  SESSION_ENDED: "late",
  BAD_REQUEST: "invalid",
  VALIDATION_ERROR: "invalid",
  TRY_AGAIN: "putOff",
};

/**
 * Takes an answer's body through `take` and enters in the books what came of it.
 *
 * @throws BadRequest or ValidationError at once where the body is no answer
 */
export function booked(
  books: Books,
  session: SessionRecord,
  bytes: Buffer,
  take: (answer: SentAnswer) => Promise<Reply>,
): Promise<Reply> {
  let body: unknown;
  const refuse = (error: unknown): never => {
    books.count(session.no, questionOf(body, session), entryOf(error));
    throw error;
  };
  try {
    body = parseJson(bytes);
    return take(readAnswer(body)).then((reply) => {
      books.count(session.no, questionOf(body, session), reply.status === 201 ? "accepted" : "repeated");
      return reply;
    }, refuse);
  } catch (error) {
    return refuse(error);
  }
}

function entryOf(error: unknown): Entry {
  const { type = "", data } = error as { type?: string; data?: { reason?: string } };
  if (data?.reason === "not-open") return "early";
  return ENTRY_OF_TYPE[type] ?? "putOff";
}

/** The question that a body names, or 0 where it names none of this session's. */
function questionOf(body: unknown, session: SessionRecord): number {
  const question = (body as { question?: unknown } | null | undefined)?.question;
  return Number.isInteger(question) && (question as number) >= 1 && (question as number) <= session.questions
    ? (question as number)
    : 0;
}
