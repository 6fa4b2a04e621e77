import type { Report } from "../../../client/src/types.ts";

/** One bar: the players with `from` to `to` points, both included. */
export interface ScoreRange {
  from: number;
  to: number;
  count: number;
}

/** More bars than this are too thin on a phone. */
const MAX_BARS = 12;

/**
 * The ranges of a histogram of points. Neighbours are put together until there are at most 12; empty ranges above the
 * best score are left out.
 */
export function scoreRanges({ width, counts }: Report["scores"]): ScoreRange[] {
  const best = counts.reduce((last, count, index) => (count > 0 ? index : last), -1);
  const used = counts.slice(0, best + 1);
  const step = Math.max(1, Math.ceil(used.length / MAX_BARS));
  const ranges: ScoreRange[] = [];
  for (let start = 0; start < used.length; start += step) {
    ranges.push({
      from: start * width,
      to: (start + step) * width - 1,
      count: used.slice(start, start + step).reduce((all, one) => all + one, 0),
    });
  }
  return ranges;
}
