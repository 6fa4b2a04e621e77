import { type KeyedItems, sortedByKey } from "./key-sort.ts";

/**
 * How totals are combined into one sort value, which is smaller for better players: the complement of the points
 * (`pointsBits`) in the high bits, then the complement of the right answers (`rightBits`), then the time (`timeBits`).
 * Totals with 0 bits do not count. The most significant digit, the points without their lowest `lowBits`, selects a
 * bucket. The other bits are the sort key within the bucket.
 */
export interface SortLayout {
  points: Uint32Array;
  right: Uint16Array;
  /** Integers: ms, or ranks that stand for the order of right answers and times. */
  times: Float64Array;
  pointsBits: number;
  rightBits: number;
  timeBits: number;
  lowBits: number;
  buckets: number;
}

/** The result of a ranking. */
export interface Ranking {
  /** By player number; 0 for removed players. */
  ranks: Uint32Array;
  /** The players, best first, and within a rank in order of their numbers. */
  order: Uint32Array;
}

/** A ranking in progress. Can be sent to another thread if all its memory is shared. */
export interface RankingJob {
  layout: SortLayout;
  players: number;
  /** In ascending order, none above `players`. */
  removed: readonly number[];
  /** How many chunks each phase has. */
  chunks: readonly number[];
  /** Per chunk and bucket: first the number of players, then the position of the chunk's next player in the bucket. */
  offsets: Int32Array;
  /** All players, bucket by bucket, with their keys within the bucket. */
  keyed: KeyedItems;
  /** Where the result is written. */
  result: Ranking;
}

/** The phases, in order. The chunks of one phase are independent of each other. */
export const PHASES = { count: 0, fill: 1, sort: 2 } as const;

/** Runs one chunk of one phase. */
export function runChunk(job: RankingJob, phase: number, chunk: number): void {
  if (phase === PHASES.count) countChunk(job, chunk);
  else if (phase === PHASES.fill) fillChunk(job, chunk);
  else sortChunk(job, chunk);
}

/** Counts the players of a chunk by bucket. */
function countChunk({ layout, players, removed, chunks, offsets }: RankingJob, chunk: number): void {
  const chunkCounts = offsets.subarray(chunk * layout.buckets, (chunk + 1) * layout.buckets).fill(0);
  const [before, last] = chunkRange(chunk, chunks[PHASES.count]!, players);
  for (const [from, to] of rangesWithoutRemoved(removed, before + 1, last))
    countRange(layout, chunkCounts, from, to);
}

function countRange(
  { points, pointsBits, lowBits }: SortLayout,
  counts: Int32Array,
  from: number,
  to: number,
): void {
  const pointsMask = (1 << pointsBits) - 1;
  for (let player = from; player <= to; player++) counts[(points[player]! ^ pointsMask) >>> lowBits]!++;
}

/** Between `count` and `fill`: turns the counts into the position of each chunk's first player in each bucket. */
export function prefixSums({ layout, chunks, offsets }: RankingJob): void {
  let start = 0;
  for (let bucket = 0; bucket < layout.buckets; bucket++) {
    for (let chunk = 0; chunk < chunks[PHASES.count]!; chunk++) {
      const players = offsets[chunk * layout.buckets + bucket]!;
      offsets[chunk * layout.buckets + bucket] = start;
      start += players;
    }
  }
}

/** Writes the players of a chunk into their buckets, in order of their numbers. */
function fillChunk({ layout, players, removed, chunks, offsets, keyed }: RankingJob, chunk: number): void {
  const chunkOffsets = offsets.subarray(chunk * layout.buckets, (chunk + 1) * layout.buckets);
  const [before, last] = chunkRange(chunk, chunks[PHASES.fill]!, players);
  for (const [from, to] of rangesWithoutRemoved(removed, before + 1, last))
    fillRange(layout, chunkOffsets, keyed, from, to);
}

function fillRange(
  layout: SortLayout,
  offsets: Int32Array,
  { words }: KeyedItems,
  from: number,
  to: number,
): void {
  const { points, right, times, pointsBits, rightBits, timeBits, lowBits } = layout;
  const pointsMask = (1 << pointsBits) - 1;
  const rightMask = (1 << rightBits) - 1;
  const timeMask = (1 << timeBits) - 1;
  const keyMask = (1 << (lowBits + rightBits + timeBits)) - 1;
  for (let player = from; player <= to; player++) {
    const complement = points[player]! ^ pointsMask;
    const word = offsets[complement >>> lowBits]!++ << 1;
    words[word] = player;
    const high = (complement << rightBits) | (~right[player]! & rightMask);
    words[word + 1] = ((high << timeBits) | (times[player]! & timeMask)) & keyMask;
  }
}

/** Sorts the buckets that start in this chunk, and writes the ranks; players with equal keys share a rank. */
function sortChunk({ layout, chunks, offsets, keyed, result }: RankingJob, chunk: number): void {
  // After `fill`, the positions of the last chunk are the ends of the buckets.
  const ends = offsets.subarray(
    (chunks[PHASES.fill]! - 1) * layout.buckets,
    chunks[PHASES.fill]! * layout.buckets,
  );
  const [start, end] = chunkRange(chunk, chunks[PHASES.sort]!, ends.at(-1)!);
  let bucket = firstAbove(ends, start);
  let from = bucket === 0 ? 0 : ends[bucket - 1]!;
  if (from < start) from = ends[bucket++]!;
  while (from < end) {
    const to = ends[bucket++]!;
    if (to > from) assignRanks(sortedByKey(keyed, from, to), from, to, result);
    from = to;
  }
}

function assignRanks({ words }: KeyedItems, from: number, to: number, { ranks, order }: Ranking): void {
  let rank = 0;
  let previousKey = -1;
  for (let i = from; i < to; i++) {
    const player = words[2 * (i - from)]!;
    const key = words[2 * (i - from) + 1]!;
    if (key !== previousKey) rank = i + 1;
    previousKey = key;
    ranks[player] = rank;
    order[i] = player;
  }
}

/** The range of a chunk when `count` items are split evenly: the number of items before its start and its end. */
function chunkRange(chunk: number, chunks: number, count: number): [number, number] {
  return [Math.floor((chunk * count) / chunks), Math.floor(((chunk + 1) * count) / chunks)];
}

/** The ranges between removed players; testing each player in the loop would take 1.5 times as long. */
function rangesWithoutRemoved(removed: readonly number[], from: number, to: number): [number, number][] {
  const ranges: [number, number][] = [];
  let start = from;
  for (let i = firstAbove(removed, from - 1); i < removed.length && removed[i]! <= to; i++) {
    ranges.push([start, removed[i]! - 1]);
    start = removed[i]! + 1;
  }
  return [...ranges, [start, to]];
}

/** The index of the first number above `limit`, by binary search. */
function firstAbove(numbers: ArrayLike<number>, limit: number): number {
  let from = 0;
  let to = numbers.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (numbers[middle]! > limit) to = middle;
    else from = middle + 1;
  }
  return from;
}
