import { packPlayers } from "../../../platform/contracts/player-bitmap.ts";

/** How often, on this node, a player without a stream has opened one. */
let openings = 0;

/** The players who have a stream of one session open at this node. Two streams of a player count once. */
export class StreamingPlayers {
  /** How many streams each player has open. */
  readonly #streams = new Map<number, number>();
  #opened = 0;
  #last = 0;

  /** Another number whenever a player has come who had no stream open; 0 before the first. */
  get opened(): number {
    return this.#opened;
  }

  /** The highest player number so far; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  has(player: number): boolean {
    return this.#streams.has(player);
  }

  /** Call it when a stream has opened. @param player null if no player's token opened it */
  add(player: number | null): void {
    if (player === null) return;
    const streams = this.#streams.get(player) ?? 0;
    this.#streams.set(player, streams + 1);
    if (streams > 0) return;
    this.#opened = ++openings;
    this.#last = Math.max(this.#last, player);
  }

  /** Call it once for each stream that has closed. */
  remove(player: number | null): void {
    if (player === null) return;
    const streams = this.#streams.get(player) ?? 0;
    if (streams > 1) this.#streams.set(player, streams - 1);
    else this.#streams.delete(player);
  }

  /** The players of one block, as `packPlayers` writes them. */
  pack(block: number): string {
    return packPlayers(this.#streams.keys(), this.last, block);
  }
}
