import type { Receipts } from "../../../platform/auth/receipts.ts";
import { DELIVERY, VERDICT } from "../../../platform/contracts/contracts.ts";
import type { AnswerOutcome } from "../../../platform/domain/answer-outcomes.ts";
import { isCorrectnessVisible, type SessionRecord } from "../../../platform/domain/session.ts";
import {
  AlreadyAnswered,
  type ApiError,
  type ErrorType,
  PutOff,
  QuestionClosed,
  SessionEnded,
  TRANSIENT_TYPES,
  ValidationError,
} from "../../../platform/errors.ts";
import type { Player } from "../access/access.ts";
import type { Batcher } from "../batching/batcher.ts";
import { parseJson } from "../http/body.ts";
import { json, type Reply } from "../http/response.ts";
import { type ParsedAnswer, parseAnswer } from "./answer-body.ts";
import type { AnswerLedger } from "./answer-ledger.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";
import { receivedAt } from "./received-at.ts";

/** A player's request to answer a question. */
export interface AnswerRequest {
  player: Player;
  body: Buffer;
  /** When the body's last byte arrived, in epoch ms by this gateway's clock. */
  arrivedAt: number;
  session: SessionRecord;
  /** The session as this gateway knew it when the request arrived; undefined if it did not know it. */
  lastSeenSession: SessionRecord | undefined;
  /** The session as this gateway knows it when the verdict has arrived. */
  currentSession: () => SessionRecord;
}

const OUTCOME_OF_ERROR: Partial<Record<ErrorType, AnswerOutcome>> = {
  ALREADY_ANSWERED: "changed",
  QUESTION_CLOSED: "late",
  SESSION_ENDED: "late",
  BAD_REQUEST: "invalid",
  VALIDATION_ERROR: "invalid",
  TRY_AGAIN: "putOff",
};

/** Handles answers: parses the body, adds the player and the time, waits for the verdict and counts the outcome. */
export class AnswerHandler {
  readonly #batcher: Batcher<PendingAnswer, Verdict>;
  readonly #receipts: Receipts;
  readonly #ledger: Pick<AnswerLedger, "countOutcome">;

  constructor(
    batcher: Batcher<PendingAnswer, Verdict>,
    receipts: Receipts,
    ledger: Pick<AnswerLedger, "countOutcome">,
  ) {
    this.#batcher = batcher;
    this.#receipts = receipts;
    this.#ledger = ledger;
  }

  /** Answers that wait for their verdict. */
  get pending(): number {
    return this.#batcher.pending;
  }

  /** Resolves when no answer waits for its verdict any more. */
  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  /**
   * Every request is counted once, whatever its outcome.
   *
   * @throws BadRequest, ValidationError, AlreadyAnswered, QuestionClosed, SessionEnded; PutOff if undecided
   */
  async handle(request: AnswerRequest): Promise<Reply> {
    const { session } = request;
    let question = 0;
    try {
      const body = parseJson(request.body);
      question = questionOf(body, session);
      const answer = this.#toPendingAnswer(request, parseAnswer(body));
      const verdict = await this.#submit(answer);
      const reply = verdictReply(verdict, answer.question, request.currentSession());
      this.#ledger.countOutcome(session.no, question, reply.status === 201 ? "accepted" : "repeated");
      return reply;
    } catch (error) {
      this.#ledger.countOutcome(session.no, question, outcomeOf(error));
      throw error;
    }
  }

  /**
   * Adds the player and the time at which the answer was received. With a receipt, this is the time in the receipt.
   *
   * @throws ValidationError if the receipt is for something else
   */
  #toPendingAnswer(
    { player, arrivedAt, lastSeenSession }: AnswerRequest,
    parsed: ParsedAnswer,
  ): PendingAnswer {
    const { receipt, ...answer } = parsed;
    const { sessionNo, playerNo } = player;
    const pendingAnswer = {
      ...answer,
      session: sessionNo,
      player: playerNo,
      receivedAt: receivedAt(lastSeenSession, answer.question, arrivedAt),
      delivery: DELIVERY.first,
    };
    if (receipt === undefined) return pendingAnswer;
    const claims = this.#receipts.verify(receipt);
    const isForThisAnswer =
      claims !== null &&
      claims.sessionNo === sessionNo &&
      claims.playerNo === playerNo &&
      claims.question === answer.question &&
      claims.type === answer.type &&
      claims.bits === answer.bits &&
      claims.response === answer.response;
    if (!isForThisAnswer) {
      throw new ValidationError([{ path: "receipt", reason: "is not for this player, question and answer" }]);
    }
    return { ...pendingAnswer, receivedAt: claims.receivedAt, delivery: DELIVERY.receipt };
  }

  /** @throws PutOff if nothing was decided and the answer may be sent again */
  async #submit(answer: PendingAnswer): Promise<Verdict> {
    let verdict: Verdict;
    try {
      verdict = await this.#batcher.add(answer);
    } catch (error) {
      const { type = "" } = error as { type?: string };
      throw TRANSIENT_TYPES.has(type) || type === "TRY_AGAIN" ? this.#putOffError(answer) : error;
    }
    if (verdict.status === VERDICT.undecided) throw this.#putOffError(answer);
    return verdict;
  }

  #putOffError({ session, player, ...answer }: PendingAnswer): PutOff {
    return new PutOff(this.#receipts.sign({ sessionNo: session, playerNo: player, ...answer }));
  }
}

/** The question that a body names; 0 if the session has no such question. */
function questionOf(body: unknown, session: SessionRecord): number {
  const question = (body as { question?: unknown } | null | undefined)?.question;
  return Number.isInteger(question) && (question as number) >= 1 && (question as number) <= session.questions
    ? (question as number)
    : 0;
}

/** After an unexpected error it is unknown whether the answer was stored, so it counts as put off. */
function outcomeOf(error: unknown): AnswerOutcome {
  const { type = "", data } = error as { type?: string; data?: { reason?: string } };
  if (data?.reason === "not-open") return "early";
  return OUTCOME_OF_ERROR[type as ErrorType] ?? "putOff";
}

/** @throws AlreadyAnswered, QuestionClosed, SessionEnded, ValidationError */
function verdictReply(verdict: Verdict, question: number, session: SessionRecord): Reply {
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
  session: SessionRecord,
) {
  if (!isCorrectnessVisible(session, question)) return { status, question, elapsedMs };
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
