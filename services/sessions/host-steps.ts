import { currentTime } from "../../platform/clock.ts";
import type { HostStep } from "../../platform/contracts/contracts.ts";
import { type SessionRecord, shownAt } from "../../platform/domain/session.ts";
import { StepExpired } from "../../platform/errors.ts";
import { extend, pause, resume } from "./programme-steps.ts";
import { close, type Decide, end, next, open } from "./transitions.ts";

/**
 * A node that was frozen must not take a step for which nobody waits any more.
 *
 * @param validUntil epoch ms
 * @throws StepExpired
 */
export function checkStillValid(validUntil: number): void {
  const now = currentTime();
  if (now > validUntil) throw new StepExpired(now);
}

/** What a host's step says besides its name. */
export interface StepDetails {
  /** The question that the host saw, for `next`, `close` and `extend`. */
  question?: number | undefined;
  /** For `extend`. */
  byMs?: number | undefined;
  /** When the step reached its gateway (epoch ms), and the question that the gateway's copy showed then; 0: none. */
  arrival?: { at: number; question: number } | undefined;
}

/**
 * A host's step as a transition. If a `next` or `close` names no question and another step has taken it since it came,
 * both came at the same moment, and this one changes nothing: two hosts who press "next" together want the same question.
 *
 * @param seen the session as it was just before its lock was requested
 */
export function decideStep(
  step: HostStep,
  { question, byMs, arrival }: StepDetails,
  seen: Pick<SessionRecord, "windows">,
): Decide {
  switch (step) {
    case "open":
      return open;
    case "next":
      return (session, limits, now) =>
        question === undefined && hasMoved(seen, session, arrival)
          ? {}
          : next(session, limits, now, question);
    case "close":
      return (session, _limits, now) =>
        question === undefined && (hasMoved(seen, session, arrival) || hasClosed(seen, session, now, arrival))
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

/**
 * Whether a host has shown another question since. The gateway's clock alone does not say that: it may be behind, and
 * then a host's next step would be taken for an earlier one. So its copy of the session must not show the question
 * either. In the other paces the last window says nothing of a host's step.
 */
function hasMoved(
  seen: Pick<SessionRecord, "windows">,
  { windows, settings }: SessionRecord,
  arrival: StepDetails["arrival"],
): boolean {
  const current = windows.at(-1);
  if (settings.pace !== "host" || !current) return false;
  if (seen.windows.at(-1)?.question !== current.question) return true;
  return (
    arrival !== undefined && arrival.question !== current.question && arrival.at < shownAt(current, settings)
  );
}

/** Whether the question has closed since. */
function hasClosed(
  seen: Pick<SessionRecord, "windows">,
  { windows, settings }: SessionRecord,
  now: number,
  arrival: StepDetails["arrival"],
): boolean {
  const closesAt = windows.at(-1)?.closesAt ?? null;
  if (settings.pace !== "host" || closesAt === null || closesAt > now) return false;
  return closesAt !== seen.windows.at(-1)?.closesAt || (arrival !== undefined && arrival.at < closesAt);
}
