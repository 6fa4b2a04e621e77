import { currentTime } from "../../../platform/clock.ts";
import { type HostStep, OLD_STEPS } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type SessionRecord, shownWindows } from "../../../platform/domain/session.ts";
import { isUnknownAction, TryAgain } from "../../../platform/errors.ts";
import { newId } from "../../../platform/ids.ts";
import type { RequestContext } from "../http/request-context.ts";
import { hostOf } from "./params.ts";
import { sendWhileValid } from "./repeatable-call.ts";

/** What a step says besides its name: the question that the host saw, and for `extend` how much later it closes, in ms. */
export interface StepParams {
  question?: number;
  byMs?: number;
}

/** The gateway's copy of a session, whatever its age. */
type Peek = (id: string) => { record: SessionRecord } | undefined;

/** The steps that name nothing and are under way, by session, host and step. */
const underWay = new Map<string, Promise<SessionRecord>>();

/**
 * Takes a host's step at a sessions node, and at another one if that does not reply. The step's id keeps it from being
 * taken twice: the first node may have taken it, and a frozen node may wake up with it later. A `next` or `close` that
 * names nothing is the same step as one that is under way: nobody has seen what that one did. At other gateways there may
 * be such a step as well, so it carries when it came, and what this gateway knew then.
 *
 * @throws NotFound, Forbidden, WrongState, ValidationError, TryAgain
 */
export async function takeStep(
  request: RequestContext,
  step: HostStep,
  params: StepParams = {},
  peek: Peek = () => undefined,
): Promise<SessionRecord> {
  if ((step !== "next" && step !== "close") || params.question !== undefined) {
    return sendStep(request, step, params);
  }
  const key = `${request.params.id} ${step} ${hostOf(request)}`;
  const same = underWay.get(key);
  if (same) return same;
  const arrival = arrivalOf(peek(request.params.id!)?.record);
  const taken = sendStep(request, step, arrival).finally(() => underWay.delete(key));
  underWay.set(key, taken);
  return taken;
}

/** When a step came, and the question that was there as far as this gateway knew; empty if it knew nothing. */
function arrivalOf(record: SessionRecord | undefined): { arrival?: { at: number; question: number } } {
  if (!record) return {};
  const at = currentTime();
  return { arrival: { at, question: shownWindows(record, at).at(-1)?.question ?? 0 } };
}

async function sendStep(
  request: RequestContext,
  step: HostStep,
  details: StepParams & ReturnType<typeof arrivalOf>,
): Promise<SessionRecord> {
  const session = { host: hostOf(request), id: request.params.id! };
  const params = { ...session, ...details, step, stepId: newId() };
  try {
    return await sendWhileValid((validUntil) =>
      call(request.ctx, "sessions.step", { ...params, validUntil }),
    );
  } catch (error) {
    const { type, data } = error as { type?: string; data?: unknown };
    // Only nodes of the release before are there. They take no names, and not every step.
    const oldStep = OLD_STEPS.find((known) => known === step);
    if (isUnknownAction(error) && oldStep && details.question === undefined)
      return call(request.ctx, `sessions.${oldStep}`, session);
    if (!oldStep && isUnknownStep(type, data)) throw new TryAgain();
    throw error;
  }
}

/** Whether a node of an older release does not know the step. What the host sent was checked before. */
function isUnknownStep(type: string | undefined, data: unknown): boolean {
  return type === "VALIDATION_ERROR" && Array.isArray(data) && data.some(({ path }) => path === "step");
}
