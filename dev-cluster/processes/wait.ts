import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 25;

/**
 * Calls `probe` repeatedly until it returns true.
 *
 * @throws Error that names the condition, after `ms`
 */
export async function waitFor(
  condition: string,
  probe: () => boolean | Promise<boolean>,
  ms: number,
): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await probe())) {
    if (Date.now() >= deadline) throw new Error(`Timed out after ${ms} ms waiting until ${condition}.`);
    await sleep(POLL_MS);
  }
}
