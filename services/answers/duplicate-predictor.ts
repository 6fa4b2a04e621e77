/** After a repeat so many batches are looked through for more of them. */
const WARY_BATCHES = 100;

/**
 * Whether repeats of stored answers are about. To look for them costs the database a third of an insert, and not to
 * look costs a whole one where there is one: so they are looked for while they come.
 */
export class Repeats {
  #waryBatches = 0;

  get areLikely(): boolean {
    return this.#waryBatches > 0;
  }

  /** A batch has been stored; `met` tells whether answers stood for some of its players. */
  batch(met: boolean): void {
    this.#waryBatches = met ? WARY_BATCHES : Math.max(0, this.#waryBatches - 1);
  }
}
