import { currentTime } from "../../../platform/clock.ts";
import { STEP_RETRIES, STEP_TIMEOUT_MS } from "../../../platform/contracts/typed-broker.ts";
import { STEP_EXPIRED, TryAgain } from "../../../platform/errors.ts";

/** How long this gateway waits for a step on all nodes together, and a second for the differences of clocks; in ms. */
const VALID_MS = (STEP_RETRIES + 1) * STEP_TIMEOUT_MS + 1000;

/**
 * Sends a host's step, which other nodes get where one does not reply. A node that wakes up with it too late refuses it.
 *
 * @param send gets until when the step is valid, in epoch ms
 * @throws TryAgain, and what `send` throws
 */
export async function sendWhileValid<T>(send: (validUntil: number) => Promise<T>): Promise<T> {
  try {
    return await send(currentTime() + VALID_MS);
  } catch (error) {
    const { type, data } = error as { type?: string; data?: { now?: number } };
    if (type !== STEP_EXPIRED) throw error;
    // The node replied in time, so its clock is ahead of this one.
    return send((data?.now ?? 0) + VALID_MS).catch(tryAgainIfExpired);
  }
}

function tryAgainIfExpired(error: { type?: string }): never {
  throw error.type === STEP_EXPIRED ? new TryAgain() : error;
}
