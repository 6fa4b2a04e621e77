import type { Rows } from "../reading/packed-rows.ts";

/** The most of each that a question's rows have. */
export interface Most {
  /** The highest player number; 0 where there is no row. */
  player: number;
  /** An option's id or a mask of ids at least as high as any. */
  code: number;
  /** A time in ms at least as long as any, of as many bits. */
  time: number;
}

/**
 * By question number, from 0 (which no question has) to `questions`.
 *
 * @throws RangeError where a row is of another question
 */
export function mostByQuestion(
  { count, question, player, choice, elapsed }: Rows,
  questions: number,
): Most[] {
  const players = new Int32Array(questions + 1);
  const codes = new Int32Array(questions + 1);
  const times = new Int32Array(questions + 1);
  for (let row = 0; row < count; row++) {
    const no = question[row]!;
    if (no < 1 || no > questions) throw new RangeError(`There is no question ${no}.`);
    if (player[row]! > players[no]!) players[no] = player[row]!;
    // Below 0 it is no code at all.
    if (choice[row]! > 0) codes[no]! |= choice[row]!;
    times[no]! |= elapsed[row]!;
  }
  return Array.from(players, (player, no) => ({ player, code: codes[no]!, time: times[no]! }));
}
