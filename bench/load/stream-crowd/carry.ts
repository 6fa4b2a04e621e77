const NOTHING = Buffer.alloc(0);

/** The bytes that each stream has not read to their end. Most streams have none: they cost nothing. */
export class Carry {
  readonly #bytes = new Map<number, Buffer>();

  has(stream: number): boolean {
    return this.#bytes.has(stream);
  }

  /** What was kept, followed by `bytes`. Nothing is kept any more. */
  join(stream: number, bytes: Buffer): Buffer {
    const kept = this.#bytes.get(stream);
    if (!kept) return bytes;
    this.#bytes.delete(stream);
    return Buffer.concat([kept, bytes]);
  }

  /** Keeps a copy of what follows `from`. */
  keep(stream: number, bytes: Buffer, from = 0): void {
    if (from < bytes.length) this.#bytes.set(stream, Buffer.concat([NOTHING, bytes.subarray(from)]));
  }

  drop(stream: number): void {
    this.#bytes.delete(stream);
  }
}
