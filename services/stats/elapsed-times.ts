import type { Column } from "./column.ts";

/** How many answered, and how long they took, in ms; null where nobody did. */
export interface ElapsedTimes {
  attempts: number;
  elapsedMs: { mean: number | null; p50: number | null; p90: number | null; p99: number | null };
}

const PERCENTS = [50, 90, 99] as const;
/** Up to so many cells are sorted; clearing the counters would take longer. */
const FEW = 4096;
const HALF = 1 << 16;

/** Counters of this thread; the upper half of `low` takes the cells without an answer. */
const low = new Uint32Array(2 * HALF);
const high = new Uint32Array(HALF);

/**
 * Mean (rounded to whole ms) and exact percentiles by the nearest-rank method: the ⌈p·n⌉-th of the times in
 * ascending order. Found without sorting a large column: a count of the high halves says within which 65 s a
 * percentile lies, a count of the low halves there says where.
 */
export function elapsedTimes(column: Column): ElapsedTimes {
  if (column.slots <= FEW) return ofSorted(column);
  let bits = 0;
  for (let player = 1; player < column.elapsed.length; player++) bits |= column.elapsed[player]!;
  return bits >>> 16 === 0 ? ofShortTimes(column) : ofLongTimes(column);
}

function ofSorted({ verdicts, elapsed }: Column): ElapsedTimes {
  const times = elapsed.filter((_, player) => verdicts[player] !== 0).sort();
  const sum = times.reduce((total, time) => total + time, 0);
  return summary(times.length, sum, (position) => times[position - 1]!);
}

/** Every time is below 65 s: one pass, without a branch that would depend on who has answered. */
function ofShortTimes({ verdicts, elapsed }: Column): ElapsedTimes {
  low.fill(0);
  for (let player = 1; player < verdicts.length; player++) {
    const isEmpty = (verdicts[player]! - 1) >>> 31;
    low[(elapsed[player]! & 0xffff) | (isEmpty << 16)]!++;
  }
  let attempts = 0;
  let sum = 0;
  for (let time = 0; time < HALF; time++) {
    attempts += low[time]!;
    sum += time * low[time]!;
  }
  return summary(attempts, sum, (position) => find(low, position).index);
}

function ofLongTimes(column: Column): ElapsedTimes {
  const { verdicts, elapsed } = column;
  high.fill(0);
  let attempts = 0;
  let sum = 0;
  for (let player = 1; player < verdicts.length; player++) {
    if (verdicts[player] === 0) continue;
    const time = elapsed[player]!;
    attempts++;
    sum += time;
    high[time >>> 16]!++;
  }
  let counted = -1;
  return summary(attempts, sum, (position) => {
    const half = find(high, position);
    if (half.index !== counted) countLow(column, half.index);
    counted = half.index;
    return half.index * HALF + find(low, position - half.before).index;
  });
}

/** Counts the low halves of the times that have this high half. */
function countLow({ verdicts, elapsed }: Column, highHalf: number): void {
  low.fill(0);
  for (let player = 1; player < verdicts.length; player++) {
    const time = elapsed[player]!;
    if (verdicts[player] !== 0 && time >>> 16 === highHalf) low[time & 0xffff]!++;
  }
}

/** In which of the counted buckets the element at this position (from 1) lies, and how many are before it. */
function find(counts: Uint32Array, position: number): { index: number; before: number } {
  let index = 0;
  let before = 0;
  while (before + counts[index]! < position) before += counts[index++]!;
  return { index, before };
}

/** @param timeAt the time at a position (from 1) of the times in ascending order; asked for in ascending order */
function summary(attempts: number, sum: number, timeAt: (position: number) => number): ElapsedTimes {
  if (attempts === 0) return { attempts, elapsedMs: { mean: null, p50: null, p90: null, p99: null } };
  // 100 × n is whole, so the quotient is exact wherever it is whole; 0.99 × n is not.
  const times = PERCENTS.map((percent) => timeAt(Math.ceil((percent * attempts) / 100)));
  const [p50, p90, p99] = times as [number, number, number];
  return { attempts, elapsedMs: { mean: Math.round(sum / attempts), p50, p90, p99 } };
}
