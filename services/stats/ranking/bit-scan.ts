/** The totals of all players, at the player's number: points, right answers, and ms of right answers. */
export interface Totals {
  points: Uint32Array;
  right: Uint16Array;
  elapsed: Float64Array;
}

/**
 * A scan for the bits that the totals need, before they are ranked. Can be sent to another thread if the totals
 * are in shared memory.
 */
export interface BitScan {
  totals: Totals;
  players: number;
  /** How many chunks the players are split into; the scan has one phase. */
  chunks: readonly [number];
  /** Three words per chunk: all its points combined by OR, all its counts of right answers, and all its times. */
  bitsPerChunk: Int32Array;
}

/** Times of this many bits or more all count as times of this many bits. */
const MAX_TIME_BITS = 31;
const WORDS_PER_CHUNK = 3;

export function createBitScan(totals: Totals, players: number, chunks: number): BitScan {
  const bitsPerChunk = new Int32Array(new SharedArrayBuffer(4 * WORDS_PER_CHUNK * chunks));
  return { totals, players, chunks: [chunks], bitsPerChunk };
}

/** Scans one chunk of the players. */
export function scanChunk({ totals, players, chunks, bitsPerChunk }: BitScan, chunk: number): void {
  const { points, right, elapsed } = totals;
  const last = Math.floor(((chunk + 1) * players) / chunks[0]);
  let pointsBits = 0;
  let rightBits = 0;
  let timeBits = 0;
  let isLong = false;
  for (let player = Math.floor((chunk * players) / chunks[0]) + 1; player <= last; player++) {
    const time = elapsed[player]!;
    if (time >= 2 ** (MAX_TIME_BITS - 1)) isLong = true;
    pointsBits |= points[player]!;
    rightBits |= right[player]!;
    timeBits |= time;
  }
  bitsPerChunk.set(
    [pointsBits, rightBits, isLong ? 2 ** (MAX_TIME_BITS - 1) : timeBits],
    WORDS_PER_CHUNK * chunk,
  );
}

/** How many bits the highest total of each sort needs; 31 for every time that needs more than 30. */
export interface BitWidths {
  points: number;
  right: number;
  time: number;
}

export function bitWidths({ bitsPerChunk }: BitScan): BitWidths {
  const widthOf = (word: number) =>
    32 -
    Math.clz32(
      bitsPerChunk.reduce((bits, own, index) => (index % WORDS_PER_CHUNK === word ? bits | own : bits), 0),
    );
  return { points: widthOf(0), right: widthOf(1), time: widthOf(2) };
}
