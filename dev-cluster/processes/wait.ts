import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 25;

/**
 * Asks `probe` again and again until it answers true.
 *
 * @throws Error that says what was waited for, once `ms` have passed
 */
export async function waitFor(
  what: string,
  probe: () => boolean | Promise<boolean>,
  ms: number,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await probe())) {
    if (Date.now() >= deadline) throw new Error(`Waited ${ms} ms in vain until ${what}.`);
    await pause(POLL_MS);
  }
}
