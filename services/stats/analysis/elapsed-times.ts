import type { Column } from "../board/column.ts";
import { TimeCounts } from "./time-histogram.ts";

/** How many answered, and how long they took, in ms; null where nobody did. */
export interface ElapsedTimes {
  attempts: number;
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
}

const PERCENTS = [50, 90, 99] as const;
/** Up to so many cells are sorted; clearing the counters would take longer. */
const FEW = 4096;

/** Counters of this thread, for columns that have none of their own. */
const counted = new TimeCounts(TimeCounts.create());

/**
 * Mean (rounded to whole ms) and exact percentiles by the nearest-rank method: the ⌈p·n⌉-th of the times in
 * ascending order. A large column's are found without sorting, by how many answers took how long; where there are
 * more than 65 s, one pass over the column counts what lies close to each percentile.
 */
export function elapsedTimes(column: Column): ElapsedTimes {
  const { attempts, elapsedSum } = column.memory;
  if (attempts === 0) return { attempts, elapsedMs: { mean: null, p50: null, p90: null, p99: null } };
  // 100 × n is whole, so the quotient is exact wherever it is whole; 0.99 × n is not.
  const positions = PERCENTS.map((percent) => Math.ceil((percent * attempts) / 100));
  const times = column.slots <= FEW ? timesOfFew(column, positions) : timesOfMany(column, positions);
  const [p50, p90, p99] = times as [number, number, number];
  return { attempts, elapsedMs: { mean: Math.round(elapsedSum / attempts), p50, p90, p99 } };
}

function timesOfFew({ verdicts, elapsed }: Column, positions: readonly number[]): number[] {
  const times = elapsed.filter((_, player) => verdicts[player] !== 0).sort();
  return positions.map((position) => times[position - 1]!);
}

function timesOfMany(column: Column, positions: readonly number[]): number[] {
  const counts = column.times ?? counted.recount(column);
  const found = counts.find(positions);
  const { shift } = counts.memory;
  if (shift === 0) return found.map(({ counter }) => counter);
  const within = found.map(({ counter }) => counter);
  const low = countWithin(column, shift, within);
  return found.map(({ counter, position }, index) => {
    const own = low.subarray(index << shift, (index + 1) << shift);
    return counter * 2 ** shift + indexAt(own, position);
  });
}

/** Of the times that lie in each of these three counters: how many there are of each length, 2^shift lengths each. */
function countWithin({ verdicts, elapsed }: Column, shift: number, counters: readonly number[]): Uint32Array {
  const low = new Uint32Array(counters.length << shift);
  const mask = (1 << shift) - 1;
  const [first, second, third] = counters as [number, number, number];
  for (let player = 1; player < verdicts.length; player++) {
    if (verdicts[player] === 0) continue;
    const time = elapsed[player]!;
    const counter = time >>> shift;
    if (counter === first) low[time & mask]!++;
    if (counter === second) low[(1 << shift) | (time & mask)]!++;
    if (counter === third) low[(2 << shift) | (time & mask)]!++;
  }
  return low;
}

/** The index of the count in which the element at this position (from 1) lies. */
function indexAt(counts: Uint32Array, position: number): number {
  let index = 0;
  for (let before = 0; before + counts[index]! < position; index++) before += counts[index]!;
  return index;
}
