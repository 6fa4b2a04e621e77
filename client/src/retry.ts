import { backoffMs } from "./backoff.ts";
import type { Device } from "./device.ts";
import { mayRetry } from "./errors.ts";

/** How long a call is repeated in all, in ms. */
const RETRY_FOR_MS = 60_000;

/** Waits. @param ms may be 0 */
export function sleep(device: Pick<Device, "later">, ms: number): Promise<void> {
  return new Promise((resolve) => {
    device.later(resolve, ms);
  });
}

/**
 * Repeats a call until it gets a reply that a repetition would not change, for a minute at most. It waits between the
 * attempts, and at least as long as the server asks.
 *
 * @param attempt gets the errors of the attempts so far, the newest last
 * @throws what `attempt` throws, if a repetition cannot help (see mayRetry) or would come after the minute
 */
export async function withRetries<T>(
  device: Device,
  attempt: (failures: readonly unknown[]) => Promise<T>,
): Promise<T> {
  const giveUpAt = device.monotonic() + RETRY_FOR_MS;
  const failures: unknown[] = [];
  for (;;) {
    try {
      return await attempt(failures);
    } catch (error) {
      failures.push(error);
      const waitMs = backoffMs(failures.length, error, device);
      if (!mayRetry(error) || device.monotonic() + waitMs > giveUpAt) throw error;
      await sleep(device, waitMs);
    }
  }
}
