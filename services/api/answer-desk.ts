import type { ServiceBroker } from "moleculer";
import { Coalescer, type CoalescerLimits } from "../../platform/coalescer.ts";
import { SENDING, type StandingAnswer } from "../../platform/contracts.ts";
import { type Fault, PASSING_TYPES } from "../../platform/errors.ts";
import { call } from "../../platform/typed-broker.ts";

/** One answer on its way to the answers service; `receivedAt` is epoch ms by this gateway's clock. */
export interface Arrival {
  session: number;
  question: number;
  player: number;
  form: number;
  bits: number;
  response: string | null;
  receivedAt: number;
  sending: number;
}

/** The verdict on one answer: one element of each column of AnswerVerdicts. */
export interface Verdict {
  status: number;
  elapsedMs: number;
  points: number;
  correct: boolean | null;
  standing: StandingAnswer | null;
  faults: Fault | null;
}

/** How often a batch is sent before its players are asked to come back. */
const MOST_SENDINGS = 2;
/** The type of a call that was not even sent, for the connection between the nodes is lost. */
const NOTHING_GETS_THROUGH = "BAD_GATEWAY";

/** Gathers answers into columns: many requests, one call; to each its own verdict, after the commit. */
export function answerDesk(broker: ServiceBroker, limits: CoalescerLimits): Coalescer<Arrival, Verdict> {
  return new Coalescer(limits, async (arrivals) => {
    for (let sending = 1; ; sending++) {
      try {
        return await record(broker, arrivals, sending > 1);
      } catch (error) {
        // Nobody knows what became of it: sent again, it meets itself at the primary key.
        const { type = "" } = error as { type?: string };
        const isLost = PASSING_TYPES.has(type) && type !== NOTHING_GETS_THROUGH;
        if (!isLost || sending === MOST_SENDINGS) throw error;
      }
    }
  });
}

async function record(
  broker: ServiceBroker,
  arrivals: readonly Arrival[],
  again: boolean,
): Promise<Verdict[]> {
  const verdicts = await call(broker, "answers.record", {
    session: arrivals.map((arrival) => arrival.session),
    question: arrivals.map((arrival) => arrival.question),
    player: arrivals.map((arrival) => arrival.player),
    form: arrivals.map((arrival) => arrival.form),
    bits: arrivals.map((arrival) => arrival.bits),
    response: arrivals.map((arrival) => arrival.response),
    receivedAt: arrivals.map((arrival) => arrival.receivedAt),
    sending: arrivals.map(({ sending }) => (again && sending === SENDING.first ? SENDING.again : sending)),
  });
  return arrivals.map((_, index) => ({
    status: verdicts.status[index]!,
    elapsedMs: verdicts.elapsedMs[index]!,
    points: verdicts.points[index]!,
    correct: verdicts.correct[index] ?? null,
    standing: verdicts.standing[index] ?? null,
    faults: verdicts.faults[index] ?? null,
  }));
}
