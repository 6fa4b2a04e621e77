/** `elapsed` takes 8 bytes, points and ranks 4 each, `answered` 2. */
export const BYTES_PER_PLAYER = 26;

/**
 * The totals and ranks of all players, at the player's number. `points` and `elapsed` (ms, of right answers) are
 * totals over all questions that count; `openPoints` only over those whose verdict players may know. `answered` is
 * the number of answers. Ranks start at 1; 0 means that there is no such player, or that they were removed.
 */
export class Scores {
  readonly memory: SharedArrayBuffer;
  readonly elapsed: Float64Array;
  readonly points: Uint32Array;
  readonly openPoints: Uint32Array;
  readonly rank: Uint32Array;
  readonly openRank: Uint32Array;
  readonly answered: Uint16Array;

  /** Allocates memory for the players up to number `slots` − 1; `slots` must be a multiple of 8. */
  static allocate(slots: number): SharedArrayBuffer {
    return new SharedArrayBuffer(slots * BYTES_PER_PLAYER);
  }

  constructor(memory: SharedArrayBuffer) {
    const slots = memory.byteLength / BYTES_PER_PLAYER;
    this.memory = memory;
    this.elapsed = new Float64Array(memory, 0, slots);
    this.points = new Uint32Array(memory, 8 * slots, slots);
    this.openPoints = new Uint32Array(memory, 12 * slots, slots);
    this.rank = new Uint32Array(memory, 16 * slots, slots);
    this.openRank = new Uint32Array(memory, 20 * slots, slots);
    this.answered = new Uint16Array(memory, 24 * slots, slots);
  }

  get slots(): number {
    return this.points.length;
  }

  /** A copy with more slots. */
  copyWithSlots(slots: number): Scores {
    const grown = new Scores(Scores.allocate(slots));
    grown.elapsed.set(this.elapsed);
    grown.points.set(this.points);
    grown.openPoints.set(this.openPoints);
    grown.rank.set(this.rank);
    grown.openRank.set(this.openRank);
    grown.answered.set(this.answered);
    return grown;
  }
}
