/** Takes a few rows at a time from pages of rows. */
export class RowReader<Row> {
  readonly #pages: AsyncIterator<readonly Row[]>;
  #page: readonly Row[] = [];
  #taken = 0;

  constructor(pages: AsyncIterable<readonly Row[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  /** Whether there is another row. */
  async hasMore(): Promise<boolean> {
    while (this.#taken === this.#page.length) {
      const { done, value } = await this.#pages.next();
      if (done) return false;
      this.#page = value;
      this.#taken = 0;
    }
    return true;
  }

  /** The next rows, at least one and at most `max`; none at the end. */
  async take(max: number): Promise<readonly Row[]> {
    if (!(await this.hasMore())) return [];
    const rows = this.#page.slice(this.#taken, this.#taken + max);
    this.#taken += rows.length;
    return rows;
  }
}
