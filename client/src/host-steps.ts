import { expectData } from "./api.ts";
import { type ApiError, isApiError } from "./errors.ts";
import type { HostCalls } from "./host-calls.ts";
import { withRetries } from "./retry.ts";
import type { HostedSession } from "./types.ts";

/** The steps by which a host leads a session. */
export type StepName = "open" | "next" | "close" | "end" | "extend" | "pause" | "resume";

/** What a step says besides its name. */
export interface StepFields {
  /** For `next`: the question that the host saw. */
  after?: number;
  /** For `close` and `extend`: the question that the host saw. */
  question?: number;
  byMs?: number;
}

export interface Step {
  id: string;
  name: StepName;
  fields: StepFields;
  /** The session as the host saw it. */
  seen: HostedSession;
}

/**
 * Takes a step once, however often it must be sent. If a reply was lost, the step may have been taken: then a 409 that
 * shows that the session is where the step leads is no error.
 *
 * @param read gets the newest state
 * @returns the session afterwards
 * @throws ApiError, ConnectionError
 */
export function takeStep(
  { api, device }: HostCalls,
  step: Step,
  read: () => Promise<HostedSession>,
): Promise<HostedSession> {
  return withRetries(device, async (failures) => {
    const mayBeTaken = failures.some((error) => !isApiError(error, "RATE_LIMITED"));
    if (mayBeTaken && step.name === "extend") {
      // The only step that has an effect each time that it comes.
      const state = await read();
      if (isExtended(step, state)) return state;
    }
    try {
      return await expectData(send(api, step));
    } catch (error) {
      if (!isApiError(error, "WRONG_STATE")) throw error;
      if (mayBeTaken && isTaken(step, error)) return read();
      // So that the host's next step starts from what is there.
      await read().catch(() => {});
      throw error;
    }
  });
}

function send(api: HostCalls["api"], { id, name, fields }: Step) {
  const params = { path: { id } };
  switch (name) {
    case "next":
      return api.POST("/api/sessions/{id}/next", { params, body: fields });
    case "close":
      return api.POST("/api/sessions/{id}/close", { params, body: fields });
    case "extend":
      return api.POST("/api/sessions/{id}/extend", { params, body: { byMs: 0, ...fields } });
    default:
      return api.POST(`/api/sessions/{id}/${name}`, { params });
  }
}

/** Whether the refusal of a repeated step says that the session is where the step leads. */
function isTaken({ name, fields, seen }: Step, { data }: ApiError<"WRONG_STATE">): boolean {
  const { state, question } = data as { state?: HostedSession["state"]; question?: number };
  if (name === "open") return state !== "lobby";
  if (seen.pace !== "host") return false;
  if (name === "next") return question !== undefined && question > (fields.after ?? 0);
  // Without a question in the error the named one is there, and is not open any more.
  return (
    name === "close" && state !== "lobby" && (question ?? Number.POSITIVE_INFINITY) > (fields.question ?? 0)
  );
}

/** Whether the question that the host saw closes as much later as the step asked, or even later. */
function isExtended({ fields, seen }: Step, { question }: HostedSession): boolean {
  const before = seen.question;
  if (before?.no !== question?.no || !before?.closesAt || !question?.closesAt) return false;
  return Date.parse(question.closesAt) >= Date.parse(before.closesAt) + (fields.byMs ?? 0);
}
