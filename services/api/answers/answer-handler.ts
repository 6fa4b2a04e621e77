import type { Receipts } from "../../../platform/auth/receipts.ts";
import type { StatsTickets } from "../../../platform/auth/stats-tickets.ts";
import { DELIVERY, VERDICT } from "../../../platform/contracts/contracts.ts";
import type { AnswerOutcome } from "../../../platform/domain/answer-outcomes.ts";
import { MAX_QUESTIONS } from "../../../platform/domain/quiz.ts";
import { type SessionRecord, windowOf } from "../../../platform/domain/session.ts";
import { type ErrorType, isUnavailable, ValidationError } from "../../../platform/errors.ts";
import type { Player } from "../access/access.ts";
import type { Batcher } from "../batching/batcher.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { parseJson } from "../http/body.ts";
import type { Reply } from "../http/response.ts";
import { type ParsedAnswer, parseAnswer } from "./answer-body.ts";
import type { AnswerLedger } from "./answer-ledger.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";
import { putOffReason } from "./put-off-reasons.ts";
import { type PutOffLimits, PutOffRegister } from "./put-off-register.ts";
import { receivedAt } from "./received-at.ts";
import { verdictReply } from "./verdict-replies.ts";

/** A player's request to answer a question. */
export interface AnswerRequest {
  player: Player;
  body: Buffer;
  /** When the body's last byte arrived, in epoch ms by this gateway's clock. */
  arrivedAt: number;
  /** The gateway's copy of the session, however old; undefined if there is none and it cannot be loaded now. */
  session: CachedSession | undefined;
  /** The session as this gateway knew it when the request arrived; undefined if it did not know it. */
  lastSeenSession: SessionRecord | undefined;
  /** The session as this gateway knows it when the verdict has arrived. @throws NotFound if it is deleted */
  currentSession: () => SessionRecord | undefined;
  /** Looks the session up. @throws NotFound if it is deleted */
  reloadSession?: () => Promise<void>;
}

const OUTCOME_OF_ERROR: Partial<Record<ErrorType, AnswerOutcome>> = {
  ALREADY_ANSWERED: "changed",
  QUESTION_CLOSED: "late",
  SESSION_ENDED: "late",
  BAD_REQUEST: "invalid",
  VALIDATION_ERROR: "invalid",
  TRY_AGAIN: "putOff",
};

type CreditOf = (session: SessionRecord, question: number, player: number) => number;

/** The ways of an answer to the answers service: that of all answers, and that of put-off ones. */
export interface AnswerBatchers {
  answers: Batcher<PendingAnswer, Verdict>;
  putOff: Batcher<PendingAnswer, Verdict>;
}

/** How long a stopping gateway tries to deliver what it has put off, in ms. */
const LAST_DELIVERY_MS = 1000;

/**
 * Handles answers: parses the body, adds the player and the time, waits for the verdict and counts the outcome. An
 * answer that cannot be stored now gets a receipt, for which the token, the body and the clock are enough.
 */
export class AnswerHandler {
  readonly putOff: PutOffRegister;
  readonly #batchers: AnswerBatchers;
  readonly #receipts: Receipts;
  readonly #ledger: Pick<AnswerLedger, "countOutcome">;
  readonly #tickets: StatsTickets;
  readonly #creditMs: CreditOf;

  /** @param creditMs what is taken off the elapsed time of an answer that arrives now, by what this gateway has seen */
  constructor(
    batchers: AnswerBatchers,
    receipts: Receipts,
    ledger: Pick<AnswerLedger, "countOutcome">,
    putOffLimits: PutOffLimits,
    tickets: StatsTickets,
    creditMs: CreditOf = () => 0,
  ) {
    this.#tickets = tickets;
    this.#creditMs = creditMs;
    this.#batchers = batchers;
    this.#receipts = receipts;
    this.#ledger = ledger;
    this.putOff = new PutOffRegister(receipts, (answer) => batchers.putOff.add(answer), putOffLimits);
  }

  /** Answers that wait for their verdict. */
  get pending(): number {
    return this.#batchers.answers.pending;
  }

  /** Resolves when no answer waits for its verdict any more, and the put-off ones are delivered if that is possible. */
  async close(): Promise<void> {
    await this.#batchers.answers.drained();
    await this.putOff.delivery.close(LAST_DELIVERY_MS);
  }

  /**
   * Every request is counted once, whatever its outcome.
   *
   * @throws BadRequest, ValidationError, AlreadyAnswered, QuestionClosed, SessionEnded; PutOff if undecided
   */
  async handle(request: AnswerRequest): Promise<Reply> {
    const { sessionNo } = request.player;
    let question = 0;
    try {
      const body = parseJson(request.body);
      question = questionOf(body, request.session?.record);
      const answer = this.#toPendingAnswer(request, parseAnswer(body));
      const verdict = await this.#submit(answer, request);
      if (mayBeDeleted(verdict, answer, request)) await request.reloadSession?.();
      const reply = verdictReply(verdict, answer.question, request.currentSession(), this.#tickets);
      this.#ledger.countOutcome(sessionNo, question, reply.status === 201 ? "accepted" : "repeated");
      return reply;
    } catch (error) {
      this.#ledger.countOutcome(sessionNo, question, outcomeOf(error));
      throw error;
    }
  }

  /**
   * Adds the player, the time at which the answer was received, and its credit. With a receipt, those in the receipt.
   *
   * @throws ValidationError if the receipt is for something else; AlreadyAnswered if another answer was put off first
   */
  #toPendingAnswer(request: AnswerRequest, parsed: ParsedAnswer): PendingAnswer {
    const { player, arrivedAt, session, lastSeenSession } = request;
    const { receipt, ...answer } = parsed;
    const { sessionNo, playerNo } = player;
    const known = session?.record ?? lastSeenSession;
    const pendingAnswer = {
      ...answer,
      session: sessionNo,
      player: playerNo,
      receivedAt: receivedAt(lastSeenSession, answer.question, arrivedAt),
      creditMs: known ? this.#creditMs(known, answer.question, playerNo) : 0,
      delivery: DELIVERY.first,
    };
    if (receipt === undefined) {
      this.putOff.rejectIfNotFirst(pendingAnswer, session);
      return pendingAnswer;
    }
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
    const { receivedAt: firstReceivedAt, creditMs } = claims;
    const redeemed = {
      ...pendingAnswer,
      receivedAt: firstReceivedAt,
      creditMs,
      delivery: DELIVERY.receipt,
    };
    this.putOff.rejectIfNotFirst(redeemed, session);
    // The player's first one need not wait until other gateways have delivered theirs.
    return this.putOff.isFirst(redeemed, session) ? { ...redeemed, delivery: DELIVERY.putOff } : redeemed;
  }

  /** @throws PutOff if nothing was decided and the answer may be sent again */
  async #submit(answer: PendingAnswer, { session }: Pick<AnswerRequest, "session">): Promise<Verdict> {
    const { answers, putOff } = this.#batchers;
    let verdict: Verdict;
    try {
      verdict = await (answer.delivery === DELIVERY.putOff ? putOff : answers).add(answer);
    } catch (error) {
      if (!isUnavailable(error)) {
        // An answers node of the release before knows only answers that players bring.
        if (answer.delivery === DELIVERY.putOff) {
          return this.#submit({ ...answer, delivery: DELIVERY.receipt }, { session });
        }
        throw error;
      }
      throw this.putOff.putOff(answer, session, putOffReason((error as { type: string }).type));
    }
    if (verdict.status === VERDICT.undecided) throw this.putOff.putOff(answer, session, "undecided");
    this.putOff.settle(answer, session, verdict);
    return verdict;
  }
}

/** Whether the verdict contradicts this gateway's copy of the session: it may have been deleted a moment ago. */
function mayBeDeleted(
  { status, fieldError }: Verdict,
  { question, receivedAt }: PendingAnswer,
  { session }: Pick<AnswerRequest, "session">,
): boolean {
  if (!session || (status !== VERDICT.notOpen && status !== VERDICT.invalid)) return false;
  if (status === VERDICT.invalid)
    return fieldError?.path === "question" && question <= session.record.questions;
  const window = windowOf(session.record, question);
  return window !== undefined && window.openedAt <= receivedAt;
}

/** The question that a body names; 0 if the session has no such question. */
function questionOf(body: unknown, session: SessionRecord | undefined): number {
  const question = (body as { question?: unknown } | null | undefined)?.question;
  const last = session?.questions ?? MAX_QUESTIONS;
  return Number.isInteger(question) && (question as number) >= 1 && (question as number) <= last
    ? (question as number)
    : 0;
}

/** After an unexpected error it is unknown whether the answer was stored, so it counts as put off. */
function outcomeOf(error: unknown): AnswerOutcome {
  const { type = "", data } = error as { type?: string; data?: { reason?: string } };
  if (data?.reason === "not-open") return "early";
  return OUTCOME_OF_ERROR[type as ErrorType] ?? "putOff";
}
