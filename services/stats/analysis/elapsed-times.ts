import type { Column } from "../board/column.ts";
import { TimeHistogram } from "../board/time-histogram.ts";

/** How many players answered, and how long they took in ms; null if nobody answered. */
export interface ElapsedTimes {
  attempts: number;
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
}

const PERCENTS = [50, 90, 99] as const;
/** Up to this number of cells, times are sorted; clearing a histogram would take longer. */
const SORT_THRESHOLD = 4096;

/** A histogram of this thread, for columns without their own. */
const scratch = new TimeHistogram(TimeHistogram.create());

/**
 * The mean (rounded to whole ms) and exact percentiles by the nearest-rank method: the ⌈p·n⌉-th of the sorted times.
 * Large columns are not sorted: a histogram gives the percentiles. If there are times above 65 s, its buckets cover
 * several ms each, and one more pass over the column counts the times in the buckets of the percentiles.
 */
export function elapsedTimes(column: Column): ElapsedTimes {
  const { attempts, elapsedSum } = column.memory;
  if (attempts === 0) return { attempts, elapsedMs: { mean: null, p50: null, p90: null, p99: null } };
  // Multiply first: percent × n is an integer, so the division is exact if the result is an integer; 0.99 × n is not.
  const positions = PERCENTS.map((percent) => Math.ceil((percent * attempts) / 100));
  const isSmall = column.slots <= SORT_THRESHOLD;
  const times = isSmall ? percentilesBySorting(column, positions) : percentilesByCounting(column, positions);
  const [p50, p90, p99] = times as [number, number, number];
  return { attempts, elapsedMs: { mean: Math.round(elapsedSum / attempts), p50, p90, p99 } };
}

function percentilesBySorting({ grades, elapsed }: Column, positions: readonly number[]): number[] {
  const times = elapsed.filter((_, player) => grades[player] !== 0).sort();
  return positions.map((position) => times[position - 1]!);
}

function percentilesByCounting(column: Column, positions: readonly number[]): number[] {
  const histogram = column.histogram ?? scratch.recount(column);
  const located = histogram.locate(positions);
  const { shift } = histogram.memory;
  const buckets = located.map(({ bucket }) => bucket);
  if (shift === 0) return buckets;
  const lowBitCounts = countLowBits(column, shift, buckets);
  return located.map(({ bucket, position }, index) => {
    const own = lowBitCounts.subarray(index << shift, (index + 1) << shift);
    return bucket * 2 ** shift + indexAt(own, position);
  });
}

/** Counts the times in each of these three buckets by their lowest `shift` bits: 2^shift counts per bucket. */
function countLowBits({ grades, elapsed }: Column, shift: number, buckets: readonly number[]): Uint32Array {
  const counts = new Uint32Array(buckets.length << shift);
  const mask = (1 << shift) - 1;
  const [first, second, third] = buckets as [number, number, number];
  for (let player = 1; player < grades.length; player++) {
    if (grades[player] === 0) continue;
    const time = elapsed[player]!;
    const bucket = time >>> shift;
    if (bucket === first) counts[time & mask]!++;
    if (bucket === second) counts[(1 << shift) | (time & mask)]!++;
    if (bucket === third) counts[(2 << shift) | (time & mask)]!++;
  }
  return counts;
}

/** The index of the count that contains the element at `position` (from 1). */
function indexAt(counts: Uint32Array, position: number): number {
  let index = 0;
  for (let before = 0; before + counts[index]! < position; index++) before += counts[index]!;
  return index;
}
