/** How many counters there are; times below 65 s have one each. */
const COUNTERS = 1 << 16;
const BITS = 16;

/** Counters as they go from thread to thread: a quarter of a megabyte. */
export interface TimeCountsMemory {
  counters: SharedArrayBuffer;
  /** A counter stands for 2^shift ms. */
  shift: number;
}

/** Times in ms; those count whose verdict is not 0. */
interface TimedCells {
  verdicts: Uint16Array;
  elapsed: Uint16Array | Uint32Array | Int32Array;
}

/** How many times (in ms) there are of each length; where some are longer than 65 s, of about each length. */
export class TimeCounts {
  readonly memory: TimeCountsMemory;
  readonly #counters: Uint32Array;

  static create(): TimeCountsMemory {
    return { counters: new SharedArrayBuffer(4 * COUNTERS), shift: 0 };
  }

  constructor(memory: TimeCountsMemory) {
    this.memory = memory;
    this.#counters = new Uint32Array(memory.counters);
  }

  /** Counts the times of these rows (`by` 1), or no longer (−1); they must be within reach. */
  count(rows: Uint32Array, { verdicts, elapsed }: TimedCells, by: 1 | -1): void {
    const counters = this.#counters;
    const { shift } = this.memory;
    for (let i = 0; i < rows.length; i++) {
      if (verdicts[rows[i]!] !== 0) counters[elapsed[rows[i]!]! >>> shift]! += by;
    }
  }

  /** Comes to reach times up to this one, by putting counters that lie together into one. */
  reach(longest: number): void {
    const shift = Math.max(0, 32 - Math.clz32(longest) - BITS);
    const by = shift - this.memory.shift;
    if (by <= 0) return;
    const counters = this.#counters;
    for (let counter = 1; counter < COUNTERS; counter++) {
      const count = counters[counter]!;
      counters[counter] = 0;
      counters[counter >>> by]! += count;
    }
    this.memory.shift = shift;
  }

  /** Counts the times of a column, and no others. */
  recount({ verdicts, elapsed }: TimedCells): this {
    let longest = 0;
    for (let player = 1; player < elapsed.length; player++) longest |= elapsed[player]!;
    this.#counters.fill(0);
    this.memory.shift = 0;
    this.reach(longest);
    const counters = this.#counters;
    const { shift } = this.memory;
    for (let player = 1; player < elapsed.length; player++) {
      if (verdicts[player] !== 0) counters[elapsed[player]! >>> shift]!++;
    }
    return this;
  }

  /**
   * In which counter the element at each of these positions (from 1, ascending) of the times in ascending order
   * lies, and at which position among those in there.
   */
  find(positions: readonly number[]): { counter: number; position: number }[] {
    let counter = 0;
    let before = 0;
    return positions.map((position) => {
      while (before + this.#counters[counter]! < position) before += this.#counters[counter++]!;
      return { counter, position: position - before };
    });
  }
}
