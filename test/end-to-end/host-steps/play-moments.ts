import { isDeepStrictEqual } from "node:util";
import { must, type Reply } from "../../harness/client.ts";
import type { HostedSession } from "../../harness/contract.ts";
import type { Host } from "../../harness/host.ts";
import { until } from "../../harness/until.ts";
import { courseInModel, courseOf, explain } from "./explain.ts";
import { type Moment, stepsAt } from "./random-steps.ts";
import type { ModelSession, Step } from "./session-model.ts";

/** A session with two clients of its host, and another host. */
export interface SharedSession {
  id: string;
  hosts: readonly [Host, Host];
  stranger: Host;
}

interface ShownWindow {
  no: number;
  openedAt: string;
  closesAt: string | null;
}

/** Sends a step. @param client the one of the session's host who takes it, unless it is another host's */
function send({ id, hosts, stranger }: SharedSession, step: Step, client: 0 | 1): Promise<Reply<unknown>> {
  const host = hosts[client];
  switch (step.kind) {
    case "next":
      return host.step(id, "next", step.after === undefined ? undefined : { after: step.after });
    case "close":
      return host.step(id, "close", step.question === undefined ? undefined : { question: step.question });
    case "extend": {
      const { byMs, question } = step;
      return host.step(id, "extend", question === undefined ? { byMs } : { byMs, question });
    }
    case "patch":
      return host.changeSession(id, step.changes);
    case "delete":
      return host.deleteSession(id);
    case "foreign":
      return step.step === "delete" ? stranger.deleteSession(id) : stranger.step(id, step.step);
    default:
      return host.step(id, step.kind);
  }
}

/**
 * Plays the moments one after the other. After each, some order of its steps must explain their replies, and both
 * clients must see the session as it is after this order.
 *
 * @throws Error with the steps and replies that no order explains
 */
export async function playMoments(
  session: SharedSession,
  start: ModelSession,
  moments: readonly Moment[],
): Promise<void> {
  const openings = new Map<number, string>();
  let model = start;
  for (const moment of moments) {
    const steps = stepsAt(model, moment);
    const replies = await Promise.all(
      steps.map((step, index) =>
        send(session, step, index === 0 ? moment.client : moment.client === 0 ? 1 : 0),
      ),
    );
    const taken = steps.map((step, index) => ({ step, reply: replies[index] as Reply<unknown> }));
    const possible = explain(model, taken);
    const story = () =>
      `${JSON.stringify(model)}: ${taken.map(({ step, reply }) => `${JSON.stringify(step)} -> ${reply.status} ${shortBody(reply)}`).join("; ")}`;
    if (possible.length === 0) throw new Error(`No order explains the replies. Before: ${story()}`);
    model = await untilSeen(session, possible, openings).catch((error) => {
      throw new Error(`${story()}: ${error.message}`);
    });
  }
}

function shortBody({ status, body }: Reply<unknown>): string {
  if (status !== 200) return JSON.stringify(body) ?? "";
  return JSON.stringify(courseOf(body as HostedSession));
}

/** Waits until both clients see one of the possible sessions, and returns it. */
function untilSeen(
  { id, hosts }: SharedSession,
  possible: readonly ModelSession[],
  openings: Map<number, string>,
): Promise<ModelSession> {
  const isGone = possible.some((session) => session.state === "gone");
  return until(
    "both clients see the session as the steps have left it",
    async () => {
      const replies = await Promise.all(hosts.map((host) => host.readSession(id)));
      if (isGone) {
        if (replies.every(({ status }) => status === 404)) return possible[0];
        throw new Error(`the session is still there: ${replies.map(({ status }) => status)}`);
      }
      const views = replies.map((reply) => must(reply, 200));
      for (const { question } of views) if (question) requireSameOpening(openings, question);
      const seen = possible.find((session) =>
        views.every((view) => isDeepStrictEqual(courseOf(view), courseInModel(session))),
      );
      if (seen) return seen;
      throw new Error(`seen: ${JSON.stringify(views.map(courseOf))}; possible: ${JSON.stringify(possible)}`);
    },
    8000,
  );
}

/**
 * A question opens once: wherever it is shown again, it has the same opening. Only a question that the host closes while
 * players still read it never opens.
 */
function requireSameOpening(openings: Map<number, string>, { no, openedAt, closesAt }: ShownWindow): void {
  const known = openings.get(no);
  if (known !== undefined && known !== openedAt && openedAt !== closesAt) {
    throw new Error(`question ${no} opened twice: ${known}, ${openedAt}`);
  }
  openings.set(no, openedAt);
}
