/** Bits per digit of a player number; two digits are enough for a million players. */
const DIGIT_BITS = 10;
const DIGIT_MASK = (1 << DIGIT_BITS) - 1;

/**
 * The indices of all rows, sorted by player; rows of the same player stay in their order. Answers arrive in random
 * order, and cells that are neighbours in memory are several times faster to set. A radix sort over as many digits
 * as the highest player number has.
 *
 * @param players the player number of each row
 */
export function orderByPlayer(players: Int32Array): Uint32Array {
  let order = new Uint32Array(players.length);
  let next = new Uint32Array(players.length);
  let bits = 0;
  for (let row = 0; row < players.length; row++) {
    order[row] = row;
    bits |= players[row]!;
  }
  for (let shift = 0; shift < 32 && bits >>> shift > 0; shift += DIGIT_BITS) {
    const offsets = new Uint32Array(DIGIT_MASK + 1);
    for (let row = 0; row < players.length; row++) offsets[(players[row]! >>> shift) & DIGIT_MASK]!++;
    toStartOffsets(offsets);
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      next[offsets[(players[row]! >>> shift) & DIGIT_MASK]!++] = row;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Splits `order` by question: the rows of question n are at index n, in the same order. */
export function groupByQuestion(
  order: Uint32Array,
  questions: Int16Array,
  questionCount: number,
): Uint32Array[] {
  const ends = new Uint32Array(questionCount + 1);
  for (let row = 0; row < questions.length; row++) ends[questions[row]!]!++;
  toStartOffsets(ends);
  const starts = ends.slice();
  const grouped = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    grouped[ends[questions[row]!]!++] = row;
  }
  return Array.from(starts, (start, question) => grouped.subarray(start, ends[question]));
}

/** Replaces each count by the sum of all counts before it: where its group starts. */
function toStartOffsets(counts: Uint32Array): void {
  let start = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    counts[i] = start;
    start += count;
  }
}
