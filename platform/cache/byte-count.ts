/** How to measure the values of a cache, in bytes. */
export interface Measure<Value> {
  /** The size of a value without its shared part. */
  ownBytes(value: Value): number;
  /** The part of a value that other values may share, such as the quiz of a session. Default: there is none. */
  sharedPart?(value: Value): object;
  /** The size of such a part. */
  sharedBytes?(part: object): number;
}

/** Counts the bytes of values. A part that several values share counts once. */
export class ByteCount<Value> {
  readonly #measure: Measure<Value>;
  readonly #parts = new Map<object, { bytes: number; values: number }>();
  #total = 0;

  constructor(measure: Measure<Value>) {
    this.#measure = measure;
  }

  get total(): number {
    return this.#total;
  }

  /** Adds a value. @returns its own bytes, which `remove` takes */
  add(value: Value): number {
    const part = this.#measure.sharedPart?.(value);
    const counted = part && this.#parts.get(part);
    if (counted) counted.values++;
    else if (part) {
      const bytes = this.#measure.sharedBytes?.(part) ?? 0;
      this.#parts.set(part, { bytes, values: 1 });
      this.#total += bytes;
    }
    const own = this.#measure.ownBytes(value);
    this.#total += own;
    return own;
  }

  remove(value: Value, ownBytes: number): void {
    this.#total -= ownBytes;
    const part = this.#measure.sharedPart?.(value);
    const counted = part && this.#parts.get(part);
    if (!part || !counted) return;
    counted.values--;
    if (counted.values > 0) return;
    this.#parts.delete(part);
    this.#total -= counted.bytes;
  }
}
