import type { Device } from "./device.ts";
import { ApiError } from "./errors.ts";

const FIRST_MS = 250;
const MAX_MS = 8000;

/**
 * How long to wait before the next attempt, in ms: at least what the server asked for, and otherwise up to twice as long
 * each time. Half of it is random, so that a crowd that failed together does not come back together ("equal jitter":
 * Marc Brooker, Exponential Backoff And Jitter, AWS 2015).
 *
 * @param failures how many attempts have failed so far, from 1
 */
export function backoffMs(failures: number, error: unknown, device: Pick<Device, "random">): number {
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  const grown = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.max(asked, grown / 2) + (device.random() * grown) / 2;
}
