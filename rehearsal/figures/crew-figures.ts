import type { Mishap } from "../people/behaviour.ts";

/** How a question's opening reached one player. `return`: with the state, when the event stream came back. */
export type Delivery = "event" | "return";

/** What became of the answers to one question. Counts are of players. */
export interface QuestionFigures {
  no: number;
  /** The server's time at which it opened, in epoch ms; NaN if no player has seen it. */
  openedAtMs: number;
  /** When players had the question, in ms of this machine's monotonic clock. */
  deliveredAtMs: number[];
  /** Players who had it later because the tool had cut their connection; they are not in `deliveredAtMs`. */
  deliveredAfterCut: number;
  sent: number;
  counted: number;
  /** Of those counted: the server could not store the answer at first and gave a receipt. */
  keptFirst: number;
  /** Of those counted: sent after the close on purpose, so they should have been refused. */
  countedLate: number;
  /** Refused as it must be: sent after the close on purpose. */
  refusedLate: number;
  /** Refused because it came after the close, and the tool had broken the player's connection. */
  refusedAfterMishap: number;
  /** Refused for any other reason, by the reason. */
  refused: Record<string, number>;
  /** Sent, and neither counted nor refused when the rehearsal ended. */
  unsettled: number;
  /** The player thought for longer than the question was open. */
  notSent: number;
}

/** What one group of players has done and seen. */
export interface CrewFigures {
  joined: number;
  /** How long a join took, in ms, with its retries. */
  joinMs: number[];
  /** Joins that failed, by the reason. */
  joinsRefused: Record<string, number>;
  /** Joins that had no reply yet when the rehearsal ended. */
  joinsOpen: number;
  /** Players whom the host removed. */
  removed: number;
  questions: QuestionFigures[];
  /** From the first send to "counted", in ms: of answers whose connection the tool left alone, and of the others. */
  ackMs: number[];
  ackAfterMishapMs: number[];
  /** Broken connections that the tool made. */
  mishaps: Record<Mishap["kind"], number>;
  /** Requests that got no reply although the tool left the connection alone, by the reason. */
  broken: Record<string, number>;
  /** Requests by kind and HTTP status, such as "answer 201". */
  replies: Record<string, number>;
  /** Requests with answers, the repeated ones included. */
  answerRequests: number;
  /** Event streams that were opened again: because the tool had cut them, and for other reasons. */
  returnsAfterCut: number;
  returns: number;
  /** The tool itself: CPU time and lateness of its event loop, in ms. */
  cpuMs: number;
  loopDelayP99Ms: number;
  loopDelayMaxMs: number;
}

export function emptyQuestion(no: number): QuestionFigures {
  return {
    no,
    openedAtMs: Number.NaN,
    deliveredAtMs: [],
    deliveredAfterCut: 0,
    sent: 0,
    counted: 0,
    keptFirst: 0,
    countedLate: 0,
    refusedLate: 0,
    refusedAfterMishap: 0,
    refused: {},
    unsettled: 0,
    notSent: 0,
  };
}

export function emptyFigures(): CrewFigures {
  return {
    joined: 0,
    joinMs: [],
    joinsRefused: {},
    joinsOpen: 0,
    removed: 0,
    questions: [],
    ackMs: [],
    ackAfterMishapMs: [],
    mishaps: { "lost-reply": 0, reset: 0, away: 0 },
    broken: {},
    replies: {},
    answerRequests: 0,
    returnsAfterCut: 0,
    returns: 0,
    cpuMs: 0,
    loopDelayP99Ms: 0,
    loopDelayMaxMs: 0,
  };
}

/** Adds one to a count by name. */
export function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
