import type { Receipts } from "../../../platform/auth/receipts.ts";
import { currentTime } from "../../../platform/clock.ts";
import { DELIVERY } from "../../../platform/contracts/contracts.ts";
import { AlreadyAnswered, PutOff, RateLimited } from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { isKnownToBeInTime, isSameAnswer, toAnswerBody } from "./comparing-answers.ts";
import type { PendingAnswer, Verdict } from "./pending-answer.ts";
import { outcomeOfVerdict, type PutOffAnswer, PutOffAnswers } from "./put-off-answers.ts";
import { PutOffDelivery } from "./put-off-delivery.ts";
import { PUT_OFF_REASONS, type PutOffReason } from "./put-off-reasons.ts";

export interface PutOffLimits {
  /** The memory for put-off answers. */
  maxBytes: number;
  /** How many of them are delivered at the same time. */
  maxAtOnce: number;
}

/** When a player may come back of whom too many answers wait, in ms. */
const RATE_LIMITED_FOR_MS = 10_000;

/**
 * Puts answers off: signs their receipts, remembers which one of a player came first, and delivers them. The copies of
 * sessions that its methods take may be old or missing (docs/adr/0008).
 */
export class PutOffRegister {
  /** The answers that were put off and still wait for a verdict. */
  readonly answers: PutOffAnswers;
  readonly delivery: PutOffDelivery;
  /** How often answers were put off, by reason. */
  readonly reasons = Object.fromEntries(PUT_OFF_REASONS.map((reason) => [reason, 0])) as Record<
    PutOffReason,
    number
  >;
  readonly #receipts: Receipts;

  /** @param send delivers one answer; many at a time are sent together */
  constructor(
    receipts: Receipts,
    send: (answer: PendingAnswer) => Promise<Verdict>,
    { maxBytes, maxAtOnce }: PutOffLimits,
  ) {
    this.#receipts = receipts;
    this.answers = new PutOffAnswers(maxBytes);
    this.delivery = new PutOffDelivery(this.answers, send, maxAtOnce);
  }

  /** @throws AlreadyAnswered with the receipt of the player's first answer, if that is another one */
  rejectIfNotFirst(answer: PendingAnswer, session: CachedSession | undefined): void {
    const first = this.answers.firstOf(answer);
    if (!first?.isInTime || first.answer.receivedAt > answer.receivedAt) return;
    if (!isSameAnswer(session, first.answer, answer)) throw this.#notFirst(first);
  }

  /** Whether this gateway put the answer off at its first arrival, and knows none of the player before it. */
  isFirst(answer: PendingAnswer, session: CachedSession | undefined): boolean {
    const first = this.answers.firstOf(answer);
    if (first?.answer.receivedAt !== answer.receivedAt) return false;
    return isSameAnswer(session, first.answer, answer);
  }

  /**
   * Remembers an answer that could not be stored, as far as there is room, and signs its receipt. An answer that came
   * with a receipt was remembered by the gateway that gave it. It is not remembered here: this gateway cannot tell
   * whether that was the player's first one there, and the key may be known by now.
   *
   * @returns the error that puts it off
   * @throws ValidationError if it does not fit its question; AlreadyAnswered if another answer was put off first;
   *   RateLimited if more answers of the player were put off than any quiz has questions
   */
  putOff(answer: PendingAnswer, session: CachedSession | undefined, reason: PutOffReason): PutOff {
    this.rejectIfNotFirst(answer, session);
    const known = this.#known(answer, session);
    const isFirst = known === undefined || answer.receivedAt <= known.answer.receivedAt;
    const { receivedAt, creditMs } = isFirst ? answer : known.answer;
    const isInTime = isKnownToBeInTime(session, answer);
    if (!known && answer.delivery === DELIVERY.first) {
      const room = this.answers.add(answer, isInTime, currentTime());
      if (room === "tooManyOfPlayer") throw new RateLimited(RATE_LIMITED_FOR_MS);
      if (room === "tooManyOfQuestion") throw this.#notFirst(this.answers.firstOf(answer)!);
    }
    this.reasons[reason]++;
    return new PutOff(this.#receiptFor({ ...answer, receivedAt, creditMs }));
  }

  /** Forgets an answer that has its verdict. That a later arrival of it was late says nothing about the first one. */
  settle(answer: PendingAnswer, session: CachedSession | undefined, verdict: Verdict): void {
    const known = this.#known(answer, session);
    const outcome = outcomeOfVerdict(verdict) ?? "invalid";
    if (!known || (outcome === "late" && answer.receivedAt > known.answer.receivedAt)) return;
    this.answers.settle(known, outcome);
  }

  /** The same answer, if it was put off before. */
  #known(answer: PendingAnswer, session: CachedSession | undefined): PutOffAnswer | undefined {
    if (this.answers.size === 0) return undefined;
    return this.answers.find(answer, (one) => isSameAnswer(session, one, answer));
  }

  #notFirst({ answer }: PutOffAnswer): AlreadyAnswered {
    return new AlreadyAnswered(toAnswerBody(answer), this.#receiptFor(answer));
  }

  #receiptFor({ session, player, ...answer }: PendingAnswer): string {
    return this.#receipts.sign({ sessionNo: session, playerNo: player, ...answer });
  }
}
