import type { Reply } from "../../harness/client.ts";
import type { ErrorBody, HostedSession } from "../../harness/contract.ts";
import { type ModelSession, type Outcome, outcomes, type Step } from "./session-model.ts";

/** A step that was sent, and its reply. */
export interface TakenStep {
  step: Step;
  reply: Pick<Reply<unknown>, "status" | "body">;
}

/** What the view of a session shows of its course. */
export function courseOf(view: HostedSession) {
  const { state, question, pausedAt, locked, title, now } = view;
  const shown = { state, locked, title };
  if (state === "ended") return shown;
  const closesAt = question?.closesAt == null ? null : Date.parse(question.closesAt);
  const isClosed = closesAt !== null && closesAt <= Date.parse(now);
  const durationMs = closesAt === null || !question ? null : closesAt - Date.parse(question.openedAt);
  return {
    ...shown,
    question: question?.no ?? 0,
    isClosed,
    durationMs: isClosed ? null : durationMs,
    isPaused: pausedAt !== undefined,
  };
}

/** The same of a session in the model. */
export function courseInModel(session: ModelSession) {
  const { state, question, isClosed, durationMs, isPaused, isLocked, title } = session;
  const shown = { state, locked: isLocked, title };
  if (state === "ended") return shown;
  return { ...shown, question, isClosed, durationMs: isClosed ? null : durationMs, isPaused };
}

const sameCourse = (session: ModelSession, view: HostedSession) =>
  JSON.stringify(courseInModel(session)) === JSON.stringify(courseOf(view));

/**
 * How the session may be after steps that were sent at the same moment: for each order of the steps that explains all
 * replies, the session after the last one. Empty if no order does.
 */
export function explain(before: ModelSession, taken: readonly TakenStep[]): ModelSession[] {
  const orders = taken.length === 2 ? [taken, [...taken].reverse()] : [taken];
  return orders
    .flatMap((order) => histories(before, order))
    .filter(({ end, pending }) => {
      return pending.every((view) => sameCourse(end, view));
    })
    .map(({ end }) => end);
}

interface History {
  end: ModelSession;
  /** Views in replies that do not show the session as it was after their step, so they must show its end. */
  pending: HostedSession[];
}

function histories(before: ModelSession, order: readonly TakenStep[]): History[] {
  let found: { history: History; last: TakenStep | undefined; lastOutcome: Outcome | undefined }[] = [
    { history: { end: before, pending: [] }, last: undefined, lastOutcome: undefined },
  ];
  for (const taken of order) {
    found = found.flatMap(({ history, last, lastOutcome }) =>
      simultaneousOutcomes(history.end, taken.step, last?.step, lastOutcome)
        .filter((outcome) => isReply(outcome, taken.reply))
        .map((outcome) => {
          const view = taken.reply.status === 200 ? (taken.reply.body as HostedSession) : undefined;
          const pending = view && !sameCourse(outcome.after, view) ? [view] : [];
          return {
            history: { end: outcome.after, pending: [...history.pending, ...pending] },
            last: taken,
            lastOutcome: outcome,
          };
        }),
    );
  }
  return found.map(({ history }) => history);
}

/**
 * Two `next` at the same moment that name no question move one question: neither host saw what the other had opened.
 * Nor does a `close` at the same moment as another step close what its host has not seen. At the same moment as `open`
 * both may do nothing.
 */
function simultaneousOutcomes(
  session: ModelSession,
  step: Step,
  previous: Step | undefined,
  previousOutcome: Outcome | undefined,
): Outcome[] {
  const isUnnamed =
    (step.kind === "next" && step.after === undefined) ||
    (step.kind === "close" && step.question === undefined);
  if (!previous || previousOutcome?.status !== 200 || !isUnnamed) return outcomes(session, step);
  const unchanged = [200, 409].map((status) => ({ status, after: session }));
  if (previous.kind === "open" && session.pace === "host") return [...unchanged, ...outcomes(session, step)];
  if (previous.kind === "next") return unchanged;
  if (previous.kind === "end" && step.kind === "close" && session.pace === "host")
    return [...unchanged, ...outcomes(session, step)];
  return previous.kind === "close" && step.kind === "close" ? unchanged : outcomes(session, step);
}

function isReply({ status, standsAt }: Outcome, reply: TakenStep["reply"]): boolean {
  if (reply.status !== status) return false;
  const { data } = (reply.body ?? {}) as Partial<ErrorBody>;
  return standsAt === undefined || (data as { question?: number } | undefined)?.question === standsAt;
}
