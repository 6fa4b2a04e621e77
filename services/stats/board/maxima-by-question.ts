import type { Rows } from "../reading/packed-rows.ts";

/** Upper bounds of the values in one question's rows. */
export interface Maxima {
  /** The highest player number; 0 if there is no row. */
  player: number;
  /** At least as high as every option id or bit mask of ids. */
  code: number;
  /** At least as long as the longest time, in ms, and with as many bits. */
  time: number;
}

/**
 * The maxima by question number, from 0 (which no question has) to `questions`.
 *
 * @throws RangeError if a row belongs to another question
 */
export function maximaByQuestion(
  { count, question, player, choice, elapsed }: Rows,
  questions: number,
): Maxima[] {
  const players = new Int32Array(questions + 1);
  const codes = new Int32Array(questions + 1);
  const times = new Int32Array(questions + 1);
  for (let row = 0; row < count; row++) {
    const no = question[row]!;
    if (no < 1 || no > questions) throw new RangeError(`There is no question ${no}.`);
    if (player[row]! > players[no]!) players[no] = player[row]!;
    // Values below 0 are markers (NO_CHOICE, TYPED) and not codes.
    if (choice[row]! > 0) codes[no]! |= choice[row]!;
    times[no]! |= elapsed[row]!;
  }
  return Array.from(players, (player, no) => ({ player, code: codes[no]!, time: times[no]! }));
}
