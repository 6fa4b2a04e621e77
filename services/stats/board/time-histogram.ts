/** How many buckets there are; each time below 65 s has its own. */
const BUCKETS = 1 << 16;
const BUCKET_BITS = 16;

/** A histogram's memory, as it is passed between threads: 256 KiB. */
export interface TimeHistogramMemory {
  buckets: SharedArrayBuffer;
  /** Each bucket covers 2^shift ms. */
  shift: number;
}

/** Times in ms; a cell whose grade is 0 has no answer and is not counted. */
interface TimedCells {
  grades: Uint16Array;
  elapsed: Uint16Array | Uint32Array | Int32Array;
}

/** Counts times by their length in ms. Exact up to 65 s; if there are longer times, buckets cover several ms. */
export class TimeHistogram {
  readonly memory: TimeHistogramMemory;
  readonly #buckets: Uint32Array;

  static create(): TimeHistogramMemory {
    return { buckets: new SharedArrayBuffer(4 * BUCKETS), shift: 0 };
  }

  constructor(memory: TimeHistogramMemory) {
    this.memory = memory;
    this.#buckets = new Uint32Array(memory.buckets);
  }

  /** Adds the times of these rows (`sign` 1), or subtracts them (−1). They must be in range: see `ensureRange`. */
  count(rows: Uint32Array, { grades, elapsed }: TimedCells, sign: 1 | -1): void {
    const buckets = this.#buckets;
    const { shift } = this.memory;
    for (let i = 0; i < rows.length; i++) {
      if (grades[rows[i]!] !== 0) buckets[elapsed[rows[i]!]! >>> shift]! += sign;
    }
  }

  /** Extends the range up to `maxTime`, in ms, by merging neighbouring buckets. */
  ensureRange(maxTime: number): void {
    const shift = Math.max(0, 32 - Math.clz32(maxTime) - BUCKET_BITS);
    const extraShift = shift - this.memory.shift;
    if (extraShift <= 0) return;
    const buckets = this.#buckets;
    for (let bucket = 1; bucket < BUCKETS; bucket++) {
      const count = buckets[bucket]!;
      buckets[bucket] = 0;
      buckets[bucket >>> extraShift]! += count;
    }
    this.memory.shift = shift;
  }

  /** Starts again from 0 and counts all times of a column. */
  recount({ grades, elapsed }: TimedCells): this {
    let timeBits = 0;
    for (let player = 1; player < elapsed.length; player++) timeBits |= elapsed[player]!;
    this.#buckets.fill(0);
    this.memory.shift = 0;
    this.ensureRange(timeBits);
    const buckets = this.#buckets;
    const { shift } = this.memory;
    for (let player = 1; player < elapsed.length; player++) {
      if (grades[player] !== 0) buckets[elapsed[player]! >>> shift]!++;
    }
    return this;
  }

  /**
   * For each position (from 1, ascending) in the sorted times: the bucket that holds the time at this position, and
   * its position among the times in that bucket.
   */
  locate(positions: readonly number[]): { bucket: number; position: number }[] {
    let bucket = 0;
    let before = 0;
    return positions.map((position) => {
      while (before + this.#buckets[bucket]! < position) before += this.#buckets[bucket++]!;
      return { bucket, position: position - before };
    });
  }
}
