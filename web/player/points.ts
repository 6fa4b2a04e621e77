import type { Player } from "../../client/src/player.ts";

/** The points of all answers that count and whose points are known. Voided questions have none. */
export function pointsOf(answers: Player["answers"], voided: readonly number[]): number {
  let points = 0;
  for (const [no, { verdict, state }] of answers) {
    if (state === "counted" && !voided.includes(no)) points += verdict?.points ?? 0;
  }
  return points;
}
