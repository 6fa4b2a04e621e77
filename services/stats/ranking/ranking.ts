import { bitsFound, type Measuring, measureAt, measuringOf, type Totals } from "./bit-scan.ts";
import { SharedWork } from "./fork-join.ts";
import { BYTES_PER_PAIR, KEY_BITS, keyed } from "./key-sort.ts";
import { askForHelp } from "./ranking-helper.ts";
import { type Line, PHASES, type RankingJob, startParts, workAt } from "./ranking-job.ts";

/** Parts are to have about 2⁸ players, and be no more than the processor can fill side by side. */
const PLAYERS_BITS = 8;
const USUAL_PARTS_BITS = 11;
const MOST_PARTS_BITS = 18;

/** From so many players on another thread is asked to help; fewer are ranked in a few ms. */
const MANY = 1 << 18;
const ALONE = [1, 1, 1];
const TOGETHER = [4, 4, 32];
/** Pieces in which totals are looked through by several threads. */
const MEASURED_TOGETHER = 8;

/** What a player takes in scratch: a pair, and a place in the order. */
export const SCRATCH_BYTES_PER_PLAYER = BYTES_PER_PAIR + 4;

/** Scratch of this thread, as large as its largest board yet. */
let scratch = { pairs: new SharedArrayBuffer(0), order: new Uint32Array(new SharedArrayBuffer(0)) };
let slots = new Int32Array(new SharedArrayBuffer(0));

/**
 * Ranks all players from 1 to `players` but those removed: more points first, then the smaller total of elapsed
 * times; equal in both is equal in rank, and the next rank skips. Writes each player's rank into `ranks`, 0 for
 * those removed.
 *
 * A radix sort: by the most significant digit into parts, then within each part (key-sort.ts), where everything
 * lies close together. Many players whose totals and ranks are in shared memory are ranked by two threads where the
 * machine has two cores (ranking-helper.ts).
 *
 * @param removed in ascending order
 * @returns the players in order of rank, of equal rank in order of their numbers; valid until this thread
 *   ranks again
 */
export function rank(
  totals: Totals,
  players: number,
  removed: readonly number[],
  ranks: Uint32Array,
): Uint32Array {
  const job = prepare(totals, players, removed, ranks);
  if (job.pieces === TOGETHER) rankTogether(job);
  else rankAlone(job);
  for (const player of removed) ranks[player] = 0;
  return job.order.subarray(0, players - job.removed.length);
}

/**
 * A ranking as it is before its first phase.
 *
 * @param many from so many players on its phases are cut into pieces for several threads
 */
export function prepare(
  totals: Totals,
  players: number,
  removed: readonly number[],
  ranks: Uint32Array,
  many = MANY,
): RankingJob {
  const together = players >= many && [totals.points, totals.elapsed, ranks].every(isShared);
  const line = lineOf(measure(totals, players, together));
  const pieces = together ? TOGETHER : ALONE;
  const inRange = removed.filter((player) => player <= players);
  return { line, players, removed: inRange, pieces, ranks, ...scratchFor(players, line.parts * pieces[0]!) };
}

function rankAlone(job: RankingJob): void {
  workAt(job, PHASES.count, 0);
  startParts(job);
  workAt(job, PHASES.fill, 0);
  workAt(job, PHASES.sort, 0);
}

function rankTogether(job: RankingJob): void {
  const work = new SharedWork(job.pieces, (phase, piece) => workAt(job, phase, piece));
  askForHelp({ job, control: work.control });
  try {
    work.lead(PHASES.count);
    startParts(job);
    work.lead(PHASES.fill);
    work.lead(PHASES.sort);
  } finally {
    work.end();
  }
}

function scratchFor(players: number, counters: number): Pick<RankingJob, "slots" | "keyed" | "order"> {
  if (scratch.order.length < players) {
    scratch = {
      pairs: new SharedArrayBuffer(players * BYTES_PER_PAIR),
      order: new Uint32Array(new SharedArrayBuffer(4 * players)),
    };
  }
  if (slots.length < counters) slots = new Int32Array(new SharedArrayBuffer(4 * counters));
  return { slots, keyed: keyed(players, scratch.pairs), order: scratch.order };
}

function measure(totals: Totals, players: number, together: boolean): Measuring {
  if (!together) {
    const alone = measuringOf(totals, players, 1);
    measureAt(alone, 0);
    return alone;
  }
  const measuring = measuringOf(totals, players, MEASURED_TOGETHER);
  const work = new SharedWork(measuring.pieces, (_, piece) => measureAt(measuring, piece));
  askForHelp({ measuring, control: work.control });
  try {
    work.lead(0);
  } finally {
    work.end();
  }
  return measuring;
}

function lineOf(measuring: Measuring): Line {
  const { totals, players } = measuring;
  const { pointsBits, elapsedBits } = bitsFound(measuring);
  // Within a part the key must not be too long, nor may there be too many parts.
  const isTooLong = elapsedBits + Math.max(0, pointsBits - MOST_PARTS_BITS) > KEY_BITS;
  const times = isTooLong ? densely(totals.elapsed, players) : totals.elapsed;
  const timeBits = isTooLong ? bitsOf(players) : elapsedBits;
  const partsBits = Math.min(USUAL_PARTS_BITS, Math.max(0, bitsOf(players) - PLAYERS_BITS));
  const lowBits = Math.min(KEY_BITS - timeBits, Math.max(0, pointsBits - partsBits));
  return { points: totals.points, times, pointsBits, timeBits, lowBits, parts: 2 ** (pointsBits - lowBits) };
}

/**
 * Where milliseconds are too many (a player's right answers would have to take weeks), the place of a time
 * among all times stands for it.
 */
function densely(elapsed: Float64Array, players: number): Float64Array {
  const sorted = elapsed.slice(1, players + 1).sort();
  const places = new Map<number, number>();
  for (const time of sorted) if (!places.has(time)) places.set(time, places.size);
  const times = new Float64Array(new SharedArrayBuffer(elapsed.byteLength));
  for (let player = 1; player <= players; player++) times[player] = places.get(elapsed[player]!)!;
  return times;
}

/** How many bits a whole number below 2³² takes. */
function bitsOf(number: number): number {
  return 32 - Math.clz32(number);
}

function isShared(array: ArrayBufferView): boolean {
  return array.buffer instanceof SharedArrayBuffer;
}
