/** Totals at players' numbers: points, and ms of right answers. */
export interface Totals {
  points: Uint32Array;
  elapsed: Float64Array;
}

/** Totals that are looked through before they are ranked; may be sent to other threads where they are shared memory. */
export interface Measuring {
  totals: Totals;
  players: number;
  /** How many pieces the players are cut into, in the only phase. */
  pieces: readonly [number];
  /** Two words a piece: the points and the times that it has, all their bits in one. */
  found: Int32Array;
}

/** A time of so many bits and more is long: it is not looked at any closer. */
const LONG_BITS = 31;

export function measuringOf(totals: Totals, players: number, pieces: number): Measuring {
  const found = new Int32Array(new SharedArrayBuffer(8 * pieces));
  return { totals, players, pieces: [pieces], found };
}

/** Looks through one piece of the players. */
export function measureAt({ totals, players, pieces, found }: Measuring, piece: number): void {
  const { points, elapsed } = totals;
  const last = Math.floor(((piece + 1) * players) / pieces[0]);
  let ofPoints = 0;
  let ofTimes = 0;
  let isLong = false;
  for (let player = Math.floor((piece * players) / pieces[0]) + 1; player <= last; player++) {
    const time = elapsed[player]!;
    if (time >= 2 ** (LONG_BITS - 1)) isLong = true;
    ofPoints |= points[player]!;
    ofTimes |= time;
  }
  found[2 * piece] = ofPoints;
  found[2 * piece + 1] = isLong ? 2 ** (LONG_BITS - 1) : ofTimes;
}

/** How many bits the most points and the longest time take; 31 for all times that take more than 30. */
export function bitsFound({ found }: Measuring): { pointsBits: number; elapsedBits: number } {
  const all = (first: 0 | 1) =>
    found.reduce((bits, word, index) => (index % 2 === first ? bits | word : bits), 0);
  return { pointsBits: 32 - Math.clz32(all(0)), elapsedBits: 32 - Math.clz32(all(1)) };
}
