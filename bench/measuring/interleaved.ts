import type { OnProgress } from "./benchmark.ts";
import { type Spread, spreadOf } from "./spread.ts";

/**
 * Measures several variants inside this process, in turns: the first round of each, the second round of each…
 *
 * @param variants each does its work once and returns its number: ms, bytes, or what else the benchmark measures
 * @param warmUps rounds that do not count
 */
export async function interleaved<Name extends string>(
  variants: Record<Name, () => number | Promise<number>>,
  { warmUps = 2, rounds = 5 }: { warmUps?: number; rounds?: number },
  onProgress: OnProgress,
): Promise<Record<Name, Spread>> {
  const names = Object.keys(variants) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const name of names) {
      onProgress(`${round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`}: ${name}`);
      const number = await variants[name]();
      if (round >= warmUps) runs[name].push(number);
    }
  }
  return Object.fromEntries(names.map((name) => [name, spreadOf(runs[name])])) as Record<Name, Spread>;
}

/** The ratio of two spreads, round by round. */
export function ratio(numerator: Spread, denominator: Spread): Spread {
  return spreadOf(numerator.runs.map((value, index) => value / denominator.runs[index]!));
}
