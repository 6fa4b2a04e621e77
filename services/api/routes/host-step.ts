import { currentTime } from "../../../platform/clock.ts";
import type { HostStep } from "../../../platform/contracts/contracts.ts";
import { call, STEP_RETRIES, STEP_TIMEOUT_MS } from "../../../platform/contracts/typed-broker.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { STEP_EXPIRED, TryAgain } from "../../../platform/errors.ts";
import { newId } from "../../../platform/ids.ts";
import type { RequestContext } from "../http/request-context.ts";
import { hostOf } from "./params.ts";

/** How long this gateway waits for a step on all nodes together, and a second for the differences of clocks; in ms. */
const VALID_MS = (STEP_RETRIES + 1) * STEP_TIMEOUT_MS + 1000;

/**
 * Takes a host's step at a sessions node, and at another one if that does not reply. The step's id keeps it from being
 * taken twice: the first node may have taken it, and a frozen node may wake up with it later.
 *
 * @param question the one that the host saw
 * @throws NotFound, Forbidden, WrongState, TryAgain
 */
export async function takeStep(
  request: RequestContext,
  step: HostStep,
  question?: number,
): Promise<SessionRecord> {
  const session = { host: hostOf(request), id: request.params.id! };
  const params = { ...session, step, stepId: newId(), ...(question === undefined ? {} : { question }) };
  const send = (now: number) => call(request.ctx, "sessions.step", { ...params, validUntil: now + VALID_MS });
  try {
    return await send(currentTime());
  } catch (error) {
    const { type, data } = error as { type?: string; data?: { now?: number } };
    // The node replied in time, so its clock is ahead of this one.
    if (type === STEP_EXPIRED) return send(data?.now ?? 0).catch(tryAgainIfExpired);
    // Only nodes of the release before are there. They take no names.
    if (type === "SERVICE_NOT_FOUND" && question === undefined)
      return call(request.ctx, `sessions.${step}`, session);
    throw error;
  }
}

function tryAgainIfExpired(error: { type?: string }): never {
  throw error.type === STEP_EXPIRED ? new TryAgain() : error;
}
