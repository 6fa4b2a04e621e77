/**
 * A cell that has something in it which cannot be read: an error, or a formula whose value is not stored. A question
 * that needs the cell is refused; a cell in a column that no question uses is no harm.
 */
export class UnreadableCell {
  /** What the cell is, such as "has the error #REF!": a text that follows the column's name. */
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}
