import type { ScoreDistribution } from "../../../platform/domain/stats.ts";

/** The maximum number of steps for any points: the bar chart stays readable, and the event small. */
const MAX_STEPS = 20;

/** The distribution without players. */
export const EMPTY_DISTRIBUTION: ScoreDistribution = { width: 1, counts: [] };

/**
 * Counts the players of a ranking by their points, in steps of 1, 2 or 5 times a power of ten. The players are
 * sorted, so a binary search finds the end of each step: it is fast for a million players too.
 *
 * @param points the points of each player, at the player's number
 * @param order the players, most points first
 */
export function scoreDistribution(points: Uint32Array, order: Uint32Array): ScoreDistribution {
  if (order.length === 0) return EMPTY_DISTRIBUTION;
  const maxPoints = points[order[0]!]!;
  const width = widthFor(maxPoints);
  const steps = Math.floor(maxPoints / width) + 1;
  const counts = new Array<number>(steps);
  let above = 0;
  for (let step = steps - 1; step >= 0; step--) {
    const atLeast = countAtLeast(points, order, step * width);
    counts[step] = atLeast - above;
    above = atLeast;
  }
  return { width, counts };
}

function widthFor(maxPoints: number): number {
  for (let power = 1; ; power *= 10) {
    const width = [1, 2, 5].map((digit) => digit * power).find((one) => maxPoints / one < MAX_STEPS);
    if (width !== undefined) return width;
  }
}

/** How many players have at least `minPoints`, by binary search. */
function countAtLeast(points: Uint32Array, order: Uint32Array, minPoints: number): number {
  let from = 0;
  let to = order.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (points[order[middle]!]! >= minPoints) from = middle + 1;
    else to = middle;
  }
  return from;
}
