import type { HostedSession } from "../../../client/src/types.ts";

/** A step that the desk offers. `extend` is offered apart, by how much. */
export type StepName = "open" | "next" | "close" | "pause" | "resume" | "end";

/** What the desk offers at one moment. */
export interface Offer {
  /** Where the session stands. `reading`: a question is shown and takes no answers yet. */
  stage: "lobby" | "reading" | "answering" | "between" | "ended";
  /** What to do next; undefined if the clock does it. */
  primary: StepName | undefined;
  /** What else can be done, in the order of its importance. */
  others: readonly StepName[];
  /** Whether the open question can be extended. */
  mayExtend: boolean;
  /** The number of the question that comes next; undefined after the last. */
  nextNo: number | undefined;
  /** Whether to ask before the end, because questions are left. */
  confirmsEnd: boolean;
}

type Seen = Pick<HostedSession, "pace" | "state" | "questions" | "question" | "pausedAt">;

/** @param now the server's time, in epoch ms */
export function offerAt(session: Seen, now: number): Offer {
  const { pace, state, questions, question } = session;
  const stage = stageAt(session, now);
  const nextNo = pace === "self" ? undefined : followingNo(question?.no ?? 0, questions);
  const offer = { stage, nextNo, mayExtend: false, confirmsEnd: false };
  if (state === "ended") return { ...offer, primary: undefined, others: [], nextNo: undefined };
  if (state === "lobby") return { ...offer, primary: "open", others: [] };
  if (pace === "self") return { ...offer, primary: undefined, others: ["end"], confirmsEnd: true };
  const isOpen = stage === "answering" || stage === "reading";
  const mayExtend = isOpen && typeof question?.closesAt === "string";
  const confirmsEnd = isOpen || nextNo !== undefined;
  if (pace === "auto") {
    const primary = session.pausedAt !== undefined ? "resume" : nextNo === undefined ? undefined : "pause";
    return { ...offer, mayExtend, confirmsEnd, primary, others: ["end"] };
  }
  if (isOpen) {
    const others: StepName[] = nextNo === undefined ? ["end"] : ["next", "end"];
    return { ...offer, mayExtend, confirmsEnd, primary: "close", others };
  }
  if (nextNo === undefined) return { ...offer, primary: "end", others: [] };
  return { ...offer, confirmsEnd, primary: "next", others: ["end"] };
}

/** @param now the server's time, in epoch ms */
export function stageAt({ state, question }: Pick<Seen, "state" | "question">, now: number): Offer["stage"] {
  if (state !== "open") return state;
  if (!question) return "between";
  if (question.closesAt !== null && Date.parse(question.closesAt) <= now) return "between";
  return Date.parse(question.openedAt) > now ? "reading" : "answering";
}

/**
 * What a desk shows after a step that another desk was faster with: where the session stands now.
 *
 * @param now the server's time, in epoch ms
 */
export function whereItStands(session: Seen, now: number): { kind: Offer["stage"]; no: number } {
  return { kind: stageAt(session, now), no: session.question?.no ?? 0 };
}

const followingNo = (no: number, questions: number) => (no < questions ? no + 1 : undefined);
