import { addGap, MAX_GAP_MS, NO_GAPS, roundTripMs } from "./round-trip.ts";

const FIRST_CAPACITY = 16;
/** The columns of one player: the last reply's `now` and time, then the stats of the gaps. */
const COLUMNS = 5;

/**
 * The round trips of one session's players, from gaps that this gateway sees itself: between a reply to a player who
 * reads the time, and the player's next call. The next call is sent after the reply has come, so a gap is never shorter
 * than the round trip. It takes 40 to 80 bytes per player, and an entry of a map.
 */
export class RoundTrips {
  readonly #slots = new Map<number, number>();
  #values = new Float64Array(FIRST_CAPACITY * COLUMNS);

  /**
   * A player reads the time.
   *
   * @param after the `now` of the reply that the player names as the one before: a gap counts only if that was this
   *   gateway's last reply, so that calls that other gateways got in between do not make it longer
   * @param now of the reply that goes out, in epoch ms
   * @param ticks when the call came and was replied to, by `performance.now()`
   */
  timeRead(player: number, after: number | undefined, now: number, ticks: number): void {
    const at = this.#slotOf(player);
    const values = this.#values;
    const gapMs = ticks - values[at + 1]!;
    if (after !== undefined && after === values[at] && gapMs <= MAX_GAP_MS) {
      const { gaps, mean, variance } = addGap(this.#statsAt(at), gapMs);
      values[at + 2] = gaps;
      values[at + 3] = mean;
      values[at + 4] = variance;
    }
    values[at] = now;
    values[at + 1] = ticks;
  }

  /** The estimated round trip of a player in ms; 0 if it is not known. */
  of(player: number): number {
    const slot = this.#slots.get(player);
    return roundTripMs(slot === undefined ? NO_GAPS : this.#statsAt(slot * COLUMNS));
  }

  #statsAt(at: number) {
    const values = this.#values;
    return { gaps: values[at + 2]!, mean: values[at + 3]!, variance: values[at + 4]! };
  }

  /** @returns where the player's columns begin */
  #slotOf(player: number): number {
    const slot = this.#slots.getOrInsertComputed(player, () => this.#slots.size);
    const at = slot * COLUMNS;
    if (at >= this.#values.length) {
      const grown = new Float64Array(2 * this.#values.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    return at;
  }
}
