import type { HostStep } from "../../platform/contracts/contracts.ts";
import type { SessionRecord } from "../../platform/domain/session.ts";
import { extend, pause, resume } from "./programme-steps.ts";
import { close, type Decide, end, next, open } from "./transitions.ts";

/** What a host's step says besides its name. */
export interface StepDetails {
  /** The question that the host saw, for `next`, `close` and `extend`. */
  question?: number | undefined;
  /** For `extend`. */
  byMs?: number | undefined;
}

/**
 * A host's step as a transition.
 *
 * @param seen the session as it was just before its lock was requested. If a `next` or `close` names no question and
 *   another step has taken it since, both came at the same moment, and this one changes nothing: two hosts who press
 *   "next" together want the same question
 */
export function decideStep(
  step: HostStep,
  { question, byMs }: StepDetails,
  seen: Pick<SessionRecord, "windows">,
): Decide {
  switch (step) {
    case "open":
      return open;
    case "next":
      return (session, limits, now) =>
        question === undefined && hasMoved(seen, session) ? {} : next(session, limits, now, question);
    case "close":
      return (session, _limits, now) =>
        question === undefined && (hasMoved(seen, session) || hasClosed(seen, session, now))
          ? {}
          : close(session, now, question);
    case "end":
      return (session, _limits, now) => end(session, now);
    case "extend":
      return (session, limits, now) => extend(session, limits, now, byMs ?? 0, question);
    case "pause":
      return (session, _limits, now) => pause(session, now);
    case "resume":
      return resume;
  }
}

/** Whether a host has shown another question since. In the other paces the last window says nothing of a host's step. */
function hasMoved(seen: Pick<SessionRecord, "windows">, session: SessionRecord): boolean {
  return (
    session.settings.pace === "host" && seen.windows.at(-1)?.question !== session.windows.at(-1)?.question
  );
}

/** Whether a step has closed the question since. */
function hasClosed(seen: Pick<SessionRecord, "windows">, session: SessionRecord, now: number): boolean {
  const closesAt = session.windows.at(-1)?.closesAt ?? null;
  return (
    session.settings.pace === "host" &&
    closesAt !== null &&
    closesAt <= now &&
    closesAt !== seen.windows.at(-1)?.closesAt
  );
}
