/** What several runs of one measurement came to; `runs` holds one where there was no more than one to take. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  runs: number[];
}

/** @throws RangeError where there is no run, or one came to no number */
export function spreadOf(runs: readonly number[]): Spread {
  if (runs.length === 0 || !runs.every(Number.isFinite)) throw new RangeError(`Not numbers: [${runs}]`);
  const sorted = runs.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!;
  return { median: (lower + upper) / 2, min: sorted[0]!, max: sorted.at(-1)!, runs: [...runs] };
}

/** The smallest of the sorted values that at least a share of them does not exceed (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** A spread as tables show it: the median and, in brackets, the least and the most, or that there was one run. */
export function spreadText({ median, min, max, runs }: Spread, digits: number): string {
  const text = (value: number) =>
    value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median)} (${runs.length === 1 ? "once" : `${text(min)} to ${text(max)}`})`;
}
