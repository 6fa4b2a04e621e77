/** A token and a player number for each of a million players, in two flat pieces of memory. */
export class TokenBook {
  readonly #slot: number;
  readonly #bytes: Buffer;
  readonly #lengths: Uint16Array;

  /** @param slot the longest token, in bytes */
  constructor(players: number, slot = 512) {
    this.#slot = slot;
    this.#bytes = Buffer.allocUnsafeSlow(players * slot);
    this.#lengths = new Uint16Array(players);
  }

  /** @throws RangeError where the token is longer than a slot */
  set(index: number, token: string): void {
    if (token.length > this.#slot) throw new RangeError(`A token of ${token.length} bytes has no room`);
    this.#lengths[index] = this.#bytes.write(token, index * this.#slot, "latin1");
  }

  /** @throws Error where this player has none */
  get(index: number): string {
    const length = this.#lengths[index];
    if (!length) throw new Error(`Player ${index + 1} has no token`);
    const at = index * this.#slot;
    return this.#bytes.toString("latin1", at, at + length);
  }

  get missing(): number {
    return this.#lengths.reduce((count, length) => count + (length === 0 ? 1 : 0), 0);
  }
}
