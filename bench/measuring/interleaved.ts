import type { OnProgress } from "./benchmark.ts";
import { type Spread, spreadOf } from "./spread.ts";

interface Rounds {
  /** The first rounds, which do not count. */
  warmUps?: number;
  rounds?: number;
}

/**
 * Measures several variants in turns: the first round of each, the second round of each…
 *
 * @param variants each does its work once and returns what it measured
 * @returns what each variant has measured, by round
 */
export async function inTurns<Name extends string, T>(
  variants: Record<Name, () => T | Promise<T>>,
  { warmUps = 2, rounds = 5 }: Rounds,
  onProgress: OnProgress,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(variants) as Name[];
  const runs = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const name of names) {
      onProgress(`${round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`}: ${name}`);
      const result = await variants[name]();
      if (round >= warmUps) runs[name].push(result);
    }
  }
  return runs;
}

/**
 * Measures one number of several variants inside this process, in turns.
 *
 * @param variants each does its work once and returns its number: ms, bytes, or what else the benchmark measures
 */
export async function interleaved<Name extends string>(
  variants: Record<Name, () => number | Promise<number>>,
  rounds: Rounds,
  onProgress: OnProgress,
): Promise<Record<Name, Spread>> {
  const runs = await inTurns(variants, rounds, onProgress);
  const spreads = Object.entries<number[]>(runs).map(([name, numbers]) => [name, spreadOf(numbers)]);
  return Object.fromEntries(spreads) as Record<Name, Spread>;
}

/** The ratio of two spreads, round by round. */
export function ratio(numerator: Spread, denominator: Spread): Spread {
  return spreadOf(numerator.runs.map((value, index) => value / denominator.runs[index]!));
}
