import type { Tell } from "./benchmark.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Measures several ways to do one thing inside this process, in turns: the first of each, the second of each…
 *
 * @param ways each does its work once and returns its number: ms, bytes, whatever the figure is about
 * @param warmUps turns that do not count
 */
export async function inTurns<Name extends string>(
  ways: Record<Name, () => number | Promise<number>>,
  { warmUps = 2, rounds = 5 }: { warmUps?: number; rounds?: number },
  tell: Tell,
): Promise<Record<Name, Spread>> {
  const names = Object.keys(ways) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const name of names) {
      tell(`${round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`}: ${name}`);
      const number = await ways[name]();
      if (round >= warmUps) runs[name].push(number);
    }
  }
  return Object.fromEntries(names.map((name) => [name, spreadOf(runs[name])])) as Record<Name, Spread>;
}

/** One over the other, round by round. */
export function ratio(one: Spread, other: Spread): Spread {
  return spreadOf(one.runs.map((value, index) => value / other.runs[index]!));
}
