import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

const POLL_MS = 25;
/** Nothing that a test waits for takes this long, in ms; a machine that is busy with other things may need much of it. */
const TIMEOUT_MS = 40_000;

/**
 * Waits for a condition: asks `probe` again and again until it gives something that is not false, null or
 * undefined, and returns that.
 *
 * @throws Error that names `what` and the last failure of the probe, once `ms` have passed
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  ms = TIMEOUT_MS,
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + ms;
  let fault: unknown;
  for (;;) {
    try {
      const seen = await probe();
      if (seen !== false && seen !== null && seen !== undefined) {
        return seen as Exclude<T, false | null | undefined>;
      }
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    if (Date.now() >= deadline) {
      const last = fault === undefined ? "" : `; last failure: ${String(fault)}`;
      throw new Error(`Waited ${ms} ms in vain until ${what}${last}`);
    }
    await pause(POLL_MS);
  }
}

/** Reads again and again until what comes is equal to `expected`; past `ms` the difference fails the test. */
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
    if (!last) throw error;
    expect({ what, value: last.value }).toEqual({ what, value: expected });
  }
}

/** Waits for an instant that the server told, by the wall clock (ms since the epoch). */
export async function waitUntilTime(at: number): Promise<void> {
  for (let left = at - Date.now(); left > 0; left = at - Date.now()) await pause(left);
}
