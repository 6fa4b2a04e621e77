/** Digits of player numbers; two of them are a board of a million. */
const BITS = 10;
const DIGIT = (1 << BITS) - 1;

/**
 * The indices of rows in order of their players, rows of the same player in their own. Answers come in the order of
 * chance; cells that follow each other in memory are several times faster to set. A radix sort by the digits that
 * the highest number has.
 *
 * @param players the player number of each row
 */
export function byPlayer(players: Int32Array): Uint32Array {
  let order = new Uint32Array(players.length);
  let next = new Uint32Array(players.length);
  let bits = 0;
  for (let row = 0; row < players.length; row++) {
    order[row] = row;
    bits |= players[row]!;
  }
  for (let shift = 0; shift < 32 && bits >>> shift > 0; shift += BITS) {
    const ends = new Uint32Array(DIGIT + 1);
    for (let row = 0; row < players.length; row++) ends[(players[row]! >>> shift) & DIGIT]!++;
    toStarts(ends);
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      next[ends[(players[row]! >>> shift) & DIGIT]!++] = row;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** The same rows question by question, each question's in the order given; those of question n at index n. */
export function byQuestion(order: Uint32Array, questions: Int16Array, most: number): Uint32Array[] {
  const ends = new Uint32Array(most + 1);
  for (let row = 0; row < questions.length; row++) ends[questions[row]!]!++;
  toStarts(ends);
  const starts = ends.slice();
  const grouped = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    grouped[ends[questions[row]!]!++] = row;
  }
  return Array.from(starts, (start, question) => grouped.subarray(start, ends[question]));
}

/** Turns counts into where each begins. */
function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    counts[i] = start;
    start += count;
  }
}
