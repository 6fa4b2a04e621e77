/** The totals of all players, at the player's number: points, and ms of right answers. */
export interface Totals {
  points: Uint32Array;
  elapsed: Float64Array;
}

/**
 * A scan for the bits that points and times need, before they are ranked. Can be sent to another thread if the totals
 * are in shared memory.
 */
export interface BitScan {
  totals: Totals;
  players: number;
  /** How many chunks the players are split into; the scan has one phase. */
  chunks: readonly [number];
  /** Two words per chunk: all its points combined by OR, and all its times. */
  bitsPerChunk: Int32Array;
}

/** Times of this many bits or more all count as times of this many bits. */
const MAX_TIME_BITS = 31;

export function createBitScan(totals: Totals, players: number, chunks: number): BitScan {
  const bitsPerChunk = new Int32Array(new SharedArrayBuffer(8 * chunks));
  return { totals, players, chunks: [chunks], bitsPerChunk };
}

/** Scans one chunk of the players. */
export function scanChunk({ totals, players, chunks, bitsPerChunk }: BitScan, chunk: number): void {
  const { points, elapsed } = totals;
  const last = Math.floor(((chunk + 1) * players) / chunks[0]);
  let pointsBits = 0;
  let timeBits = 0;
  let isLong = false;
  for (let player = Math.floor((chunk * players) / chunks[0]) + 1; player <= last; player++) {
    const time = elapsed[player]!;
    if (time >= 2 ** (MAX_TIME_BITS - 1)) isLong = true;
    pointsBits |= points[player]!;
    timeBits |= time;
  }
  bitsPerChunk[2 * chunk] = pointsBits;
  bitsPerChunk[2 * chunk + 1] = isLong ? 2 ** (MAX_TIME_BITS - 1) : timeBits;
}

/** How many bits the highest points and the longest time need; 31 for every time that needs more than 30. */
export function bitWidths({ bitsPerChunk }: BitScan): { pointsBits: number; timeBits: number } {
  const combine = (first: 0 | 1) =>
    bitsPerChunk.reduce((bits, word, index) => (index % 2 === first ? bits | word : bits), 0);
  return { pointsBits: 32 - Math.clz32(combine(0)), timeBits: 32 - Math.clz32(combine(1)) };
}
