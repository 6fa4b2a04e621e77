import type { Receipts } from "../../../platform/auth/receipts.ts";
import { SENDING, VERDICT } from "../../../platform/contracts/contracts.ts";
import { type SessionRecord, verdictMayBeKnown } from "../../../platform/domain/session.ts";
import {
  AlreadyAnswered,
  PASSING_TYPES,
  PutOff,
  QuestionClosed,
  type Refusal,
  SessionEnded,
  ValidationError,
} from "../../../platform/errors.ts";
import type { Player } from "../access/access.ts";
import type { Coalescer } from "../batching/batcher.ts";
import { json, type Reply } from "../http/request-context.ts";
import type { Arrival, Verdict } from "./answer-batcher.ts";
import type { SentAnswer } from "./answer-body.ts";

/** Takes one player's answer in and says what became of it. */
export class AnswerIntake {
  readonly #desk: Coalescer<Arrival, Verdict>;
  readonly #receipts: Receipts;

  constructor(desk: Coalescer<Arrival, Verdict>, receipts: Receipts) {
    this.#desk = desk;
    this.#receipts = receipts;
  }

  /** Answers that wait for their verdict. */
  get held(): number {
    return this.#desk.held;
  }

  /** Once no answer waits for its verdict any more. */
  emptied(): Promise<void> {
    return this.#desk.emptied();
  }

  /**
   * @param receivedAt epoch ms by the gateway's clock
   * @param record the session as it is known when the verdict is there
   * @throws ValidationError at once where a receipt is for something else; later AlreadyAnswered, QuestionClosed,
   *   SessionEnded, ValidationError, PutOff
   */
  take(player: Player, answer: SentAnswer, receivedAt: number, record: () => SessionRecord): Promise<Reply> {
    const arrival = this.#arrivalOf(player, answer, receivedAt);
    return this.#desk.add(arrival).then(
      (verdict) => this.#reply(arrival, verdict, record),
      (error) => {
        throw PASSING_TYPES.has(error?.type) || error?.type === "TRY_AGAIN" ? this.#putOff(arrival) : error;
      },
    );
  }

  #reply(arrival: Arrival, verdict: Verdict, record: () => SessionRecord): Reply {
    switch (verdict.status) {
      case VERDICT.accepted:
        return json(201, body("accepted", arrival.question, verdict, record()));
      case VERDICT.repeated:
        return json(200, body("repeated", arrival.question, verdict, record()));
      case VERDICT.undecided:
        throw this.#putOff(arrival);
      default:
        throw refusalOf(verdict);
    }
  }

  /** With a receipt an answer counts as of its first arrival. */
  #arrivalOf({ sessionNo, playerNo }: Player, answer: SentAnswer, receivedAt: number): Arrival {
    const { receipt, ...sent } = answer;
    const arrival = { ...sent, session: sessionNo, player: playerNo, receivedAt, sending: SENDING.first };
    if (receipt === undefined) return arrival;
    const said = this.#receipts.read(receipt);
    const isOurs =
      said !== null &&
      said.sessionNo === sessionNo &&
      said.playerNo === playerNo &&
      said.question === sent.question &&
      said.form === sent.form &&
      said.bits === sent.bits &&
      said.response === sent.response;
    if (!isOurs)
      throw new ValidationError([{ path: "receipt", reason: "is not for this player, question and answer" }]);
    return { ...arrival, receivedAt: said.receivedAt, sending: SENDING.receipt };
  }

  #putOff({ session, player, ...answer }: Arrival): PutOff {
    return new PutOff(this.#receipts.sign({ sessionNo: session, playerNo: player, ...answer }));
  }
}

function refusalOf({ status, standing, faults }: Verdict): Refusal {
  switch (status) {
    case VERDICT.changed:
      return new AlreadyAnswered(standing);
    case VERDICT.closed:
      return new QuestionClosed("closed");
    case VERDICT.notOpen:
      return new QuestionClosed("not-open");
    case VERDICT.ended:
      return new SessionEnded();
    default:
      return new ValidationError([faults ?? { path: "", reason: "is not an answer" }]);
  }
}

/** What a player learns at once: always that the answer counts, its points only where the settings allow. */
function body(status: "accepted" | "repeated", question: number, verdict: Verdict, record: SessionRecord) {
  const { elapsedMs, points, correct } = verdict;
  if (!verdictMayBeKnown(record, question)) return { status, question, elapsedMs };
  return {
    status,
    question,
    elapsedMs,
    points: record.voided.includes(question) ? 0 : points,
    ...(correct === null ? {} : { correct }),
  };
}
