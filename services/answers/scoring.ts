import type { SessionSettings } from "../../platform/domain/session.ts";

/** Nobody is faster than this, in ms: it covers the network and the drawing of the question. */
const HEAD_START_MS = 500;

/**
 * The points of a right answer (api.md, "speed" and "flat"): `speed` pays round(points × (1 − elapsed /
 * timeLimit / 2)), the whole for an answer within half a second and half of it at the limit; `flat`, and
 * `speed` on a question without a limit, pays all.
 *
 * @param worth points of the question, 0 to 10,000
 * @param timeLimitMs null for no limit
 * @param elapsedMs from the opening to the arrival; past the limit it counts as the limit
 */
export function pointsFor(
  scoring: SessionSettings["scoring"],
  worth: number,
  timeLimitMs: number | null,
  elapsedMs: number,
): number {
  if (scoring === "none") return 0;
  if (scoring === "flat" || timeLimitMs === null) return worth;
  const counted = elapsedMs < HEAD_START_MS ? 0 : Math.min(elapsedMs, timeLimitMs);
  return Math.round(worth * (1 - counted / timeLimitMs / 2));
}
