/** After a duplicate, this many batches are checked for more. */
const CHECKED_BATCHES = 100;

/**
 * Predicts whether a batch contains duplicates of stored answers. A check costs a third of an insert, a missed
 * duplicate costs a whole one: so batches are checked for a while after each duplicate.
 */
export class DuplicatePredictor {
  #batchesToCheck = 0;

  get isLikely(): boolean {
    return this.#batchesToCheck > 0;
  }

  /** Call this after each stored batch. */
  record(hadDuplicates: boolean): void {
    this.#batchesToCheck = hadDuplicates ? CHECKED_BATCHES : Math.max(0, this.#batchesToCheck - 1);
  }
}
