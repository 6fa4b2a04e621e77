/** `elapsed` takes 8 bytes, points, ranks and orders 4 each, `answered` and `right` 2 each. */
export const BYTES_PER_PLAYER = 36;

/**
 * The totals and ranks of all players, at the player's number. `points`, `right` (the number of right answers) and
 * `elapsed` (ms, of right answers) are totals over all questions that count; `openPoints` only over those whose verdict
 * players may know. `answered` is the number of answers. Ranks start at 1; 0 means that there is no such player, or
 * that they were removed. `order` and `openOrder` hold the ranked players, best first, from index 0.
 */
export class Scores {
  readonly memory: SharedArrayBuffer;
  readonly elapsed: Float64Array;
  readonly points: Uint32Array;
  readonly openPoints: Uint32Array;
  readonly rank: Uint32Array;
  readonly openRank: Uint32Array;
  readonly order: Uint32Array;
  readonly openOrder: Uint32Array;
  readonly answered: Uint16Array;
  readonly right: Uint16Array;

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
    this.order = new Uint32Array(memory, 24 * slots, slots);
    this.openOrder = new Uint32Array(memory, 28 * slots, slots);
    this.answered = new Uint16Array(memory, 32 * slots, slots);
    this.right = new Uint16Array(memory, 34 * slots, slots);
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
    grown.order.set(this.order);
    grown.openOrder.set(this.openOrder);
    grown.answered.set(this.answered);
    grown.right.set(this.right);
    return grown;
  }
}
