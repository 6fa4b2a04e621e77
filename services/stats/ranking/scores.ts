/** Elapsed 8 bytes, points and ranks 4 each, answered 2. */
export const BYTES_PER_PLAYER = 26;

/**
 * What a board knows of each player, at the player's number. `points` and `elapsed` (ms, of right answers) are
 * totals over all questions that count; `openPoints` just over those whose verdict a player may know. Ranks
 * count from 1; 0 is nobody, or somebody removed.
 */
export class Scores {
  readonly memory: SharedArrayBuffer;
  readonly elapsed: Float64Array;
  readonly points: Uint32Array;
  readonly openPoints: Uint32Array;
  readonly rank: Uint32Array;
  readonly openRank: Uint32Array;
  readonly answered: Uint16Array;

  /** Memory for players up to number `slots` − 1; `slots` a multiple of 8. */
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

  grown(slots: number): Scores {
    const wider = new Scores(Scores.allocate(slots));
    wider.elapsed.set(this.elapsed);
    wider.points.set(this.points);
    wider.openPoints.set(this.openPoints);
    wider.rank.set(this.rank);
    wider.openRank.set(this.openRank);
    wider.answered.set(this.answered);
    return wider;
  }
}
