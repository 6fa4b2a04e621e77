import type { ScoreDistribution } from "../../../platform/contracts/contracts.ts";

/** So many steps at most, whatever the points: a bar chart that can be read, and an event that stays small. */
const MOST_STEPS = 20;

/** Of nobody. */
export const NO_SCORES: ScoreDistribution = { width: 1, counts: [] };

/**
 * Counts a ranking's players by their points, in steps of 1, 2 or 5 times a power of ten. As the players are in
 * order already, each step's end is found by halving: it costs the same for ten players as for a million.
 *
 * @param points at players' numbers
 * @param order the players, most points first
 */
export function scoreDistribution(points: Uint32Array, order: Uint32Array): ScoreDistribution {
  if (order.length === 0) return NO_SCORES;
  const most = points[order[0]!]!;
  const width = widthFor(most);
  const steps = Math.floor(most / width) + 1;
  const counts = new Array<number>(steps);
  let above = 0;
  for (let step = steps - 1; step >= 0; step--) {
    const reached = countFrom(points, order, step * width);
    counts[step] = reached - above;
    above = reached;
  }
  return { width, counts };
}

function widthFor(most: number): number {
  for (let power = 1; ; power *= 10) {
    const width = [1, 2, 5].map((digit) => digit * power).find((one) => most / one < MOST_STEPS);
    if (width !== undefined) return width;
  }
}

/** How many players have at least so many points. */
function countFrom(points: Uint32Array, order: Uint32Array, least: number): number {
  let from = 0;
  let to = order.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (points[order[middle]!]! >= least) from = middle + 1;
    else to = middle;
  }
  return from;
}
