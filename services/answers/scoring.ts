import type { SessionSettings } from "../../platform/domain/session.ts";

/** Faster answers count as this fast, in ms: it covers the network and the drawing of the question. */
const HEAD_START_MS = 500;

/**
 * The points of an answer, rounded (api.md, "speed" and "flat"): `speed` pays maxPoints × (1 − elapsed / timeLimit /
 * 2), so all of them within the first half second and half of them at the limit; `flat`, and `speed` on a question
 * without a limit, pays all. A partly right answer gets its share of that.
 *
 * @param score how right the answer is, from 0 to 1; null if nothing is right or wrong
 * @param maxPoints points of the question, 0 to 10,000
 * @param timeLimitMs null for no limit
 * @param elapsedMs from the opening to the arrival; past the limit it counts as the limit
 */
export function pointsFor(
  score: number | null,
  scoring: SessionSettings["scoring"],
  maxPoints: number,
  timeLimitMs: number | null,
  elapsedMs: number,
): number {
  if (!score || scoring === "none") return 0;
  if (scoring === "flat" || timeLimitMs === null) return Math.round(maxPoints * score);
  const counted = elapsedMs < HEAD_START_MS ? 0 : Math.min(elapsedMs, timeLimitMs);
  return Math.round(maxPoints * (1 - counted / timeLimitMs / 2) * score);
}
