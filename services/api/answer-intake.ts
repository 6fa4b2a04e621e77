import type { ServiceBroker } from "moleculer";
import { Coalescer, type CoalescerLimits } from "../../platform/coalescer.ts";
import { type StandingAnswer, VERDICT } from "../../platform/contracts.ts";
import {
  AlreadyAnswered,
  type Fault,
  QuestionClosed,
  SessionEnded,
  TryAgain,
  ValidationError,
} from "../../platform/errors.ts";
import { type SessionRecord, verdictMayBeKnown } from "../../platform/session.ts";
import { call } from "../../platform/typed-broker.ts";
import type { Player } from "./access.ts";
import type { SentAnswer } from "./answer-form.ts";
import { json, type Reply } from "./exchange.ts";

interface Arrival extends SentAnswer {
  session: number;
  player: number;
  /** Epoch ms. */
  receivedAt: number;
}

/** The verdict on one answer: one element of each column of AnswerVerdicts. */
interface Verdict {
  status: number;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  standing: StandingAnswer | null;
  faults: Fault | null;
}

/** Takes answers in: many requests, one call; to every player their own verdict, after the commit. */
export class AnswerIntake {
  readonly #coalescer: Coalescer<Arrival, Verdict>;

  constructor(broker: ServiceBroker, limits: CoalescerLimits) {
    this.#coalescer = new Coalescer(limits, async (arrivals) => {
      const verdicts = await call(broker, "answers.record", {
        session: arrivals.map((arrival) => arrival.session),
        question: arrivals.map((arrival) => arrival.question),
        player: arrivals.map((arrival) => arrival.player),
        form: arrivals.map((arrival) => arrival.form),
        bits: arrivals.map((arrival) => arrival.bits),
        response: arrivals.map((arrival) => arrival.response),
        receivedAt: arrivals.map((arrival) => arrival.receivedAt),
      });
      return arrivals.map((_, index) => ({
        status: verdicts.status[index]!,
        elapsedMs: verdicts.elapsedMs[index]!,
        points: verdicts.points[index]!,
        correct: verdicts.correct[index] ?? null,
        standing: verdicts.standing[index] ?? null,
        faults: verdicts.faults[index] ?? null,
      }));
    });
  }

  /**
   * Hands one answer in and replies with its verdict.
   *
   * @param receivedAt epoch ms by the gateway's clock
   * @throws AlreadyAnswered, QuestionClosed, SessionEnded, ValidationError, TryAgain
   */
  async take(
    player: Player,
    answer: SentAnswer,
    receivedAt: number,
    record: () => SessionRecord,
  ): Promise<Reply> {
    const { sessionNo, playerNo } = player;
    const verdict = await this.#coalescer.add({
      ...answer,
      session: sessionNo,
      player: playerNo,
      receivedAt,
    });
    switch (verdict.status) {
      case VERDICT.accepted:
        return json(201, body("accepted", answer.question, verdict, record()));
      case VERDICT.repeated:
        return json(200, body("repeated", answer.question, verdict, record()));
      case VERDICT.changed:
        throw new AlreadyAnswered(verdict.standing);
      case VERDICT.closed:
        throw new QuestionClosed("closed");
      case VERDICT.notOpen:
        throw new QuestionClosed("not-open");
      case VERDICT.ended:
        throw new SessionEnded();
      case VERDICT.invalid:
        throw new ValidationError([verdict.faults ?? { path: "", reason: "is not an answer" }]);
      default:
        throw new TryAgain();
    }
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
