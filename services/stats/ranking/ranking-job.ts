import { type Keyed, sortedByKey } from "./key-sort.ts";

/**
 * How totals become places in one line, which are smaller the better the player: the points' complement above
 * the time, so many bits each. Parts of the line are of equal points, but for so many of their lowest bits; these
 * and the time are the key within the part.
 */
export interface Line {
  points: Uint32Array;
  /** Whole numbers. */
  times: Float64Array;
  pointsBits: number;
  timeBits: number;
  lowBits: number;
  /** How many parts there are. */
  parts: number;
}

/** A ranking under way; may be sent to other threads where all its memory is shared. */
export interface RankingJob {
  line: Line;
  players: number;
  /** In ascending order, none above `players`. */
  removed: readonly number[];
  /** Of each phase. */
  pieces: readonly number[];
  /** For each piece of players how many are in each part; then where its next one in each part goes. */
  slots: Int32Array;
  /** The players part by part, each with what is left of their place as the key. */
  keyed: Keyed;
  ranks: Uint32Array;
  order: Uint32Array;
}

/** Each cut into pieces that are independent of each other. */
export const PHASES = { count: 0, fill: 1, sort: 2 } as const;

/** Does one piece of one phase. */
export function workAt(job: RankingJob, phase: number, piece: number): void {
  if (phase === PHASES.count) countParts(job, piece);
  else if (phase === PHASES.fill) fillParts(job, piece);
  else sortParts(job, piece);
}

/** Counts a piece's players by part. */
function countParts({ line, players, removed, pieces, slots }: RankingJob, piece: number): void {
  const own = slots.subarray(piece * line.parts, (piece + 1) * line.parts).fill(0);
  const [after, last] = rangeOf(piece, pieces[PHASES.count]!, players);
  for (const [from, to] of runsBetween(removed, after + 1, last)) countRun(line, own, from, to);
}

function countRun({ points, pointsBits, lowBits }: Line, slots: Int32Array, from: number, to: number): void {
  const most = (1 << pointsBits) - 1;
  for (let player = from; player <= to; player++) slots[(points[player]! ^ most) >>> lowBits]!++;
}

/** Between counting and filling: where the first player of each piece goes in each part. */
export function startParts({ line, pieces, slots }: RankingJob): void {
  let start = 0;
  for (let part = 0; part < line.parts; part++) {
    for (let piece = 0; piece < pieces[PHASES.count]!; piece++) {
      const counted = slots[piece * line.parts + part]!;
      slots[piece * line.parts + part] = start;
      start += counted;
    }
  }
}

/** Puts a piece's players into their parts, in order of their numbers. */
function fillParts({ line, players, removed, pieces, slots, keyed }: RankingJob, piece: number): void {
  const own = slots.subarray(piece * line.parts, (piece + 1) * line.parts);
  const [after, last] = rangeOf(piece, pieces[PHASES.fill]!, players);
  for (const [from, to] of runsBetween(removed, after + 1, last)) fillRun(line, own, keyed, from, to);
}

function fillRun(line: Line, slots: Int32Array, { words }: Keyed, from: number, to: number): void {
  const { points, times, pointsBits, timeBits, lowBits } = line;
  const most = (1 << pointsBits) - 1;
  const keyMask = (1 << (lowBits + timeBits)) - 1;
  for (let player = from; player <= to; player++) {
    const lost = points[player]! ^ most;
    const word = slots[lost >>> lowBits]!++ << 1;
    words[word] = player;
    words[word + 1] = ((lost << timeBits) | times[player]!) & keyMask;
  }
}

/** Sorts the parts that begin in a piece of the line, and writes the ranks; within a part equal keys are equal ranks. */
function sortParts({ line, pieces, slots, keyed, ranks, order }: RankingJob, piece: number): void {
  // Where the last piece of players has ended in a part, the part ends.
  const ends = slots.subarray((pieces[PHASES.fill]! - 1) * line.parts, pieces[PHASES.fill]! * line.parts);
  const [first, last] = rangeOf(piece, pieces[PHASES.sort]!, ends.at(-1)!);
  let part = firstAbove(ends, first);
  let from = part === 0 ? 0 : ends[part - 1]!;
  if (from < first) from = ends[part++]!;
  while (from < last) {
    const to = ends[part++]!;
    if (to > from) assign(sortedByKey(keyed, from, to), from, to, ranks, order);
    from = to;
  }
}

function assign({ words }: Keyed, from: number, to: number, ranks: Uint32Array, order: Uint32Array): void {
  let shared = 0;
  let before = -1;
  for (let i = from; i < to; i++) {
    const player = words[2 * (i - from)]!;
    const key = words[2 * (i - from) + 1]!;
    if (key !== before) shared = i + 1;
    before = key;
    ranks[player] = shared;
    order[i] = player;
  }
}

/** The piece's share of so many: after how many it begins, and after how many it ends. */
function rangeOf(piece: number, pieces: number, count: number): [number, number] {
  return [Math.floor((piece * count) / pieces), Math.floor(((piece + 1) * count) / pieces)];
}

/** The stretches from `from` to `to` without the removed in them; a loop that looks for each takes half as long again. */
function runsBetween(removed: readonly number[], from: number, to: number): [number, number][] {
  const runs: [number, number][] = [];
  let start = from;
  for (let i = firstAbove(removed, from - 1); i < removed.length && removed[i]! <= to; i++) {
    runs.push([start, removed[i]! - 1]);
    start = removed[i]! + 1;
  }
  return [...runs, [start, to]];
}

/** The index of the first number above `limit` in ascending numbers. */
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
