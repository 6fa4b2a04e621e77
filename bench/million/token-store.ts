/** The tokens of a million players, in one buffer. */
export class TokenStore {
  readonly #maxBytes: number;
  readonly #bytes: Buffer;
  readonly #lengths: Uint16Array;

  /** @param maxBytes the maximum length of a token */
  constructor(players: number, maxBytes = 512) {
    this.#maxBytes = maxBytes;
    this.#bytes = Buffer.allocUnsafeSlow(players * maxBytes);
    this.#lengths = new Uint16Array(players);
  }

  /** @throws RangeError if the token is too long */
  set(index: number, token: string): void {
    if (token.length > this.#maxBytes) throw new RangeError(`A token of ${token.length} bytes is too long`);
    this.#lengths[index] = this.#bytes.write(token, index * this.#maxBytes, "latin1");
  }

  /** @throws Error if this player has no token */
  get(index: number): string {
    const length = this.#lengths[index];
    if (!length) throw new Error(`Player ${index + 1} has no token`);
    const start = index * this.#maxBytes;
    return this.#bytes.toString("latin1", start, start + length);
  }

  /** The number of players without a token. */
  get missing(): number {
    return this.#lengths.reduce((count, length) => count + (length === 0 ? 1 : 0), 0);
  }
}
