import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Undescribed } from "./undescribed.ts";

const POLL_MS = 25;
/** Far longer than anything that a test waits for, in ms, because a busy machine can be slow. */
const TIMEOUT_MS = 40_000;

/**
 * Waits for a condition: calls `probe` repeatedly until its result is not false, null or undefined, and returns that.
 *
 * @param what the condition, for the error
 * @throws Error with `what` and the last error of the probe, after `ms`; Undescribed at once
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  ms = TIMEOUT_MS,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + ms;
  let lastError: unknown;
  for (;;) {
    try {
      const result = await probe();
      if (result !== false && result !== null && result !== undefined) {
        return result as Exclude<T, false | null | undefined>;
      }
      lastError = undefined;
    } catch (error) {
      if (error instanceof Undescribed) throw error;
      lastError = error;
    }
    if (Date.now() >= deadline) {
      const last = lastError === undefined ? "" : `; last error: ${String(lastError)}`;
      throw new Error(`Timeout: waited ${ms} ms until ${what}${last}`);
    }
    await sleep(POLL_MS);
  }
}

/** Reads repeatedly until the value equals `expected`. After `ms` the difference fails the test. */
export async function untilEqual<T>(
  what: string,
  read: () => T | Promise<T>,
  expected: T,
  ms = TIMEOUT_MS,
): Promise<void> {
  let last: { value: T } | undefined;
  try {
    await until(
      what,
      async () => {
        last = { value: await read() };
        return isDeepStrictEqual(last.value, expected);
      },
      ms,
    );
  } catch (error) {
    if (!last || error instanceof Undescribed) throw error;
    expect({ what, value: last.value }).toEqual({ what, value: expected });
  }
}

/** Waits until this time, in ms since the epoch. */
export async function waitUntilTime(at: number): Promise<void> {
  for (let remaining = at - Date.now(); remaining > 0; remaining = at - Date.now()) await sleep(remaining);
}
