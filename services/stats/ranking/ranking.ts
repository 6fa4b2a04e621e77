import {
  type BitScan,
  type BitWidths,
  bitWidths,
  createBitScan,
  scanChunk,
  type Totals,
} from "./bit-scan.ts";
import { ForkJoin } from "./fork-join.ts";
import { BYTES_PER_PAIR, KEY_BITS, keyedItems } from "./key-sort.ts";
import { postToHelper } from "./ranking-helper.ts";
import {
  PHASES,
  prefixSums,
  type Ranking,
  type RankingJob,
  runChunk,
  type SortLayout,
} from "./ranking-job.ts";

/** A bucket should have about 2⁸ players, and there should be no more buckets than a CPU fills efficiently. */
const BUCKET_PLAYERS_BITS = 8;
const USUAL_BUCKETS_BITS = 11;
const MAX_BUCKETS_BITS = 18;

/** From this number of players on, a helper thread is used; fewer players are ranked in a few ms. */
const PARALLEL_THRESHOLD = 1 << 18;
/** The chunks of each phase. */
const SERIAL_CHUNKS = [1, 1, 1];
const PARALLEL_CHUNKS = [4, 4, 32];
/** The chunks of a parallel bit scan. */
const SCAN_CHUNKS = 8;

/** Times that need more bits than a key has are split into multiples of this time and the rest. */
const LOW_TIME = 2 ** 24;

/** Scratch memory per player: a pair. */
export const SCRATCH_BYTES_PER_PLAYER = BYTES_PER_PAIR;

/** Scratch memory of this thread, as large as for its largest board so far. */
let pairs = new SharedArrayBuffer(0);
let offsets = new Int32Array(new SharedArrayBuffer(0));

/** What is ranked. */
export interface RankingInput {
  totals: Totals;
  /** All players from 1 to this number are ranked, except removed ones. */
  players: number;
  /** In ascending order. */
  removed: readonly number[];
  /** Whether the smaller total of elapsed times decides between players with equal points and right answers. */
  byTime: boolean;
}

/**
 * Ranks all players: more points first, then more right answers, then, with `byTime`, the smaller total of elapsed
 * times. Who is still equal shares a rank, and the next ranks are skipped. Writes the ranks and the order to `result`.
 *
 * A radix sort: by the most significant digit into buckets, then within each bucket (key-sort.ts), whose memory is
 * small enough for the CPU cache. If there are many players and all totals and the result are in shared memory, two
 * threads rank them, if the machine has two cores (ranking-helper.ts).
 *
 * @returns the part of `result.order` that is in use
 */
export function rank(input: RankingInput, result: Ranking): Uint32Array {
  const job = prepareRanking(input, result);
  if (job.chunks === PARALLEL_CHUNKS) runInParallel(job);
  else runSerially(job);
  for (const player of input.removed) result.ranks[player] = 0;
  return result.order.subarray(0, input.players - job.removed.length);
}

/**
 * A ranking before its first phase.
 *
 * @param parallelThreshold from this number of players on, the phases are split into chunks for several threads
 */
export function prepareRanking(
  input: RankingInput,
  result: Ranking,
  parallelThreshold = PARALLEL_THRESHOLD,
): RankingJob {
  const { totals, players, removed } = input;
  const memory = [totals.points, totals.right, totals.elapsed, result.ranks, result.order];
  const isParallel = players >= parallelThreshold && memory.every(isShared);
  const layout = chooseLayout(input, bitWidths(scanTotals(totals, players, isParallel)));
  const chunks = isParallel ? PARALLEL_CHUNKS : SERIAL_CHUNKS;
  const inRange = removed.filter((player) => player <= players);
  const scratch = scratchFor(players, layout.buckets * chunks[0]!);
  return { layout, players, removed: inRange, chunks, result, ...scratch };
}

function runSerially(job: RankingJob): void {
  runChunk(job, PHASES.count, 0);
  prefixSums(job);
  runChunk(job, PHASES.fill, 0);
  runChunk(job, PHASES.sort, 0);
}

function runInParallel(job: RankingJob): void {
  const forkJoin = new ForkJoin(job.chunks, (phase, chunk) => runChunk(job, phase, chunk));
  postToHelper({ job, control: forkJoin.control });
  try {
    forkJoin.runPhase(PHASES.count);
    prefixSums(job);
    forkJoin.runPhase(PHASES.fill);
    forkJoin.runPhase(PHASES.sort);
  } finally {
    forkJoin.finish();
  }
}

function scratchFor(players: number, counters: number): Pick<RankingJob, "offsets" | "keyed"> {
  const bytes = players * BYTES_PER_PAIR;
  if (pairs.byteLength < bytes) pairs = new SharedArrayBuffer(bytes);
  if (offsets.length < counters) offsets = new Int32Array(new SharedArrayBuffer(4 * counters));
  return { offsets, keyed: keyedItems(players, pairs) };
}

function scanTotals(totals: Totals, players: number, isParallel: boolean): BitScan {
  if (!isParallel) {
    const scan = createBitScan(totals, players, 1);
    scanChunk(scan, 0);
    return scan;
  }
  const scan = createBitScan(totals, players, SCAN_CHUNKS);
  const forkJoin = new ForkJoin(scan.chunks, (_, chunk) => scanChunk(scan, chunk));
  postToHelper({ scan, control: forkJoin.control });
  try {
    forkJoin.runPhase(0);
  } finally {
    forkJoin.finish();
  }
  return scan;
}

function chooseLayout(input: RankingInput, widths: BitWidths): SortLayout {
  const { totals, players, byTime } = input;
  const timeBits = byTime ? widths.time : 0;
  if (fitsIntoKey(widths.points, widths.right + timeBits)) {
    return layoutOf(totals, players, { ...widths, time: timeBits });
  }
  const combined = { ...totals, elapsed: tieRanks(totals, players, timeBits) };
  return layoutOf(combined, players, { points: widths.points, right: 0, time: bitsOf(players) });
}

/** Whether the key within a bucket fits into KEY_BITS without too many buckets. */
function fitsIntoKey(pointsBits: number, tieBits: number): boolean {
  return tieBits + Math.max(0, pointsBits - MAX_BUCKETS_BITS) <= KEY_BITS;
}

function layoutOf({ points, right, elapsed }: Totals, players: number, widths: BitWidths): SortLayout {
  const bucketsBits = Math.min(USUAL_BUCKETS_BITS, Math.max(0, bitsOf(players) - BUCKET_PLAYERS_BITS));
  const tieBits = widths.right + widths.time;
  const lowBits = Math.min(KEY_BITS - tieBits, Math.max(0, widths.points - bucketsBits));
  return {
    points,
    right,
    times: elapsed,
    pointsBits: widths.points,
    rightBits: widths.right,
    timeBits: widths.time,
    lowBits,
    buckets: 2 ** (widths.points - lowBits),
  };
}

/**
 * Replaces right answers and time by one number that needs fewer bits: the rank among all players by these two. Used
 * for long quizzes, in which the sort value would have too many bits.
 */
function tieRanks({ right, elapsed }: Totals, players: number, timeBits: number): Float64Array {
  return ranksBy(right, timeBits > KEY_BITS ? timeRanks(elapsed, players) : elapsed, players);
}

/** Replaces each time by its rank among all times. Used only if a player's right answers took weeks. */
function timeRanks(elapsed: Float64Array, players: number): Float64Array {
  const high = elapsed.map((time) => Math.floor(time / LOW_TIME));
  let maxHigh = 0;
  for (let player = 1; player <= players; player++) maxHigh = Math.max(maxHigh, high[player]!);
  // More points come first, and so does the shorter time.
  const points = high.map((digits) => Math.max(0, maxHigh - digits));
  const low = new Float64Array(new SharedArrayBuffer(elapsed.byteLength));
  for (let player = 1; player <= players; player++) low[player] = elapsed[player]! - high[player]! * LOW_TIME;
  return ranksBy(points, low, players);
}

/** The rank of each player by points, then by time; found by a ranking whose sort value is short enough. */
function ranksBy(points: ArrayLike<number>, elapsed: Float64Array, players: number): Float64Array {
  const { length } = elapsed;
  const totals: Totals = {
    points: new Uint32Array(new SharedArrayBuffer(4 * length)),
    right: new Uint16Array(new SharedArrayBuffer(2 * length)),
    elapsed,
  };
  totals.points.set(points);
  const result: Ranking = {
    ranks: new Uint32Array(new SharedArrayBuffer(4 * length)),
    order: new Uint32Array(new SharedArrayBuffer(4 * length)),
  };
  rank({ totals, players, removed: [], byTime: true }, result);
  const ranks = new Float64Array(new SharedArrayBuffer(8 * length));
  ranks.set(result.ranks);
  return ranks;
}

/** How many bits an integer below 2³² needs. */
function bitsOf(number: number): number {
  return 32 - Math.clz32(number);
}

function isShared(array: ArrayBufferView): boolean {
  return array.buffer instanceof SharedArrayBuffer;
}
