/** Observed values, counted into buckets: a histogram of plain numbers, so that observing costs nanoseconds. */
export class Distribution {
  /** Upper bounds, ascending; the last bucket has none. */
  readonly bounds: readonly number[];
  readonly #counts: Float64Array;
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]!) bucket++;
    this.#counts[bucket]!++;
    this.#sum += value;
  }

  get sum(): number {
    return this.#sum;
  }

  get count(): number {
    return this.#counts.reduce((all, count) => all + count, 0);
  }

  /** How many values were at most each bound: Prometheus' buckets, without the last. */
  cumulative(): number[] {
    let all = 0;
    return this.bounds.map((_, bucket) => {
      all += this.#counts[bucket]!;
      return all;
    });
  }
}
