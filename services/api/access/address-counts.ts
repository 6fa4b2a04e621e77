/** Counts what each address has open, and keeps it within the share of the address. */
export class AddressCounts {
  readonly #shareOf: (client: string) => number;
  readonly #counts = new Map<string, number>();

  /** @param shareOf how many an address may have open */
  constructor(shareOf: (client: string) => number) {
    this.#shareOf = shareOf;
  }

  /** Counts one more, unless the address has its share already. @returns whether it was counted */
  tryAdd(client: string): boolean {
    const count = this.#counts.get(client) ?? 0;
    if (count >= this.#shareOf(client)) return false;
    this.#counts.set(client, count + 1);
    return true;
  }

  remove(client: string): void {
    const count = this.#counts.get(client) ?? 0;
    if (count > 1) this.#counts.set(client, count - 1);
    else this.#counts.delete(client);
  }
}
