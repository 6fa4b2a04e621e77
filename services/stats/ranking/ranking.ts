import { type BitScan, bitWidths, createBitScan, scanChunk, type Totals } from "./bit-scan.ts";
import { ForkJoin } from "./fork-join.ts";
import { BYTES_PER_PAIR, KEY_BITS, keyedItems } from "./key-sort.ts";
import { postToHelper } from "./ranking-helper.ts";
import { PHASES, prefixSums, type RankingJob, runChunk, type SortLayout } from "./ranking-job.ts";

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

/** Scratch memory per player: a pair, and a position in the order. */
export const SCRATCH_BYTES_PER_PLAYER = BYTES_PER_PAIR + 4;

/** Scratch memory of this thread, as large as for its largest board so far. */
let scratch = { pairs: new SharedArrayBuffer(0), order: new Uint32Array(new SharedArrayBuffer(0)) };
let offsets = new Int32Array(new SharedArrayBuffer(0));

/**
 * Ranks all players from 1 to `players` except removed ones: more points first, then the smaller total of elapsed
 * times. Players equal in both share a rank, and the next ranks are skipped. Writes each player's rank into `ranks`,
 * 0 for removed players.
 *
 * A radix sort: by the most significant digit into buckets, then within each bucket (key-sort.ts), whose memory is
 * small enough for the CPU cache. If there are many players and all totals and ranks are in shared memory, two threads
 * rank them, if the machine has two cores (ranking-helper.ts).
 *
 * @param removed in ascending order
 * @returns the players in order of rank, and within a rank in order of their numbers; valid until this thread ranks
 *   again
 */
export function rank(
  totals: Totals,
  players: number,
  removed: readonly number[],
  ranks: Uint32Array,
): Uint32Array {
  const job = prepareRanking(totals, players, removed, ranks);
  if (job.chunks === PARALLEL_CHUNKS) runInParallel(job);
  else runSerially(job);
  for (const player of removed) ranks[player] = 0;
  return job.order.subarray(0, players - job.removed.length);
}

/**
 * A ranking before its first phase.
 *
 * @param parallelThreshold from this number of players on, the phases are split into chunks for several threads
 */
export function prepareRanking(
  totals: Totals,
  players: number,
  removed: readonly number[],
  ranks: Uint32Array,
  parallelThreshold = PARALLEL_THRESHOLD,
): RankingJob {
  const isParallel = players >= parallelThreshold && [totals.points, totals.elapsed, ranks].every(isShared);
  const layout = chooseLayout(scanTotals(totals, players, isParallel));
  const chunks = isParallel ? PARALLEL_CHUNKS : SERIAL_CHUNKS;
  const inRange = removed.filter((player) => player <= players);
  const memory = scratchFor(players, layout.buckets * chunks[0]!);
  return { layout, players, removed: inRange, chunks, ranks, ...memory };
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

function scratchFor(players: number, counters: number): Pick<RankingJob, "offsets" | "keyed" | "order"> {
  if (scratch.order.length < players) {
    scratch = {
      pairs: new SharedArrayBuffer(players * BYTES_PER_PAIR),
      order: new Uint32Array(new SharedArrayBuffer(4 * players)),
    };
  }
  if (offsets.length < counters) offsets = new Int32Array(new SharedArrayBuffer(4 * counters));
  return { offsets, keyed: keyedItems(players, scratch.pairs), order: scratch.order };
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

function chooseLayout(scan: BitScan): SortLayout {
  const { totals, players } = scan;
  const { pointsBits, timeBits: elapsedBits } = bitWidths(scan);
  // The key within a bucket must fit into KEY_BITS without too many buckets.
  const isTooLong = elapsedBits + Math.max(0, pointsBits - MAX_BUCKETS_BITS) > KEY_BITS;
  const times = isTooLong ? denseRanks(totals.elapsed, players) : totals.elapsed;
  const timeBits = isTooLong ? bitsOf(players) : elapsedBits;
  const bucketsBits = Math.min(USUAL_BUCKETS_BITS, Math.max(0, bitsOf(players) - BUCKET_PLAYERS_BITS));
  const lowBits = Math.min(KEY_BITS - timeBits, Math.max(0, pointsBits - bucketsBits));
  return {
    points: totals.points,
    times,
    pointsBits,
    timeBits,
    lowBits,
    buckets: 2 ** (pointsBits - lowBits),
  };
}

/**
 * Replaces each time by its dense rank among all times, which needs fewer bits. Used if times in ms need too many
 * bits: only if a player's right answers took weeks.
 */
function denseRanks(elapsed: Float64Array, players: number): Float64Array {
  const sorted = elapsed.slice(1, players + 1).sort();
  const denseRank = new Map<number, number>();
  for (const time of sorted) if (!denseRank.has(time)) denseRank.set(time, denseRank.size);
  const ranks = new Float64Array(new SharedArrayBuffer(elapsed.byteLength));
  for (let player = 1; player <= players; player++) ranks[player] = denseRank.get(elapsed[player]!)!;
  return ranks;
}

/** How many bits an integer below 2³² needs. */
function bitsOf(number: number): number {
  return 32 - Math.clz32(number);
}

function isShared(array: ArrayBufferView): boolean {
  return array.buffer instanceof SharedArrayBuffer;
}
