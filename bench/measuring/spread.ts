/** The runs of one measurement. Memory, for example, is measured in a single run. */
export interface Spread {
  median: number;
  min: number;
  max: number;
  runs: number[];
}

/** @throws RangeError if there are no runs, or if one is not a finite number */
export function spreadOf(runs: readonly number[]): Spread {
  if (runs.length === 0 || !runs.every(Number.isFinite)) throw new RangeError(`Not numbers: [${runs}]`);
  const sorted = runs.toSorted((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)]!;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]!;
  return { median: (lower + upper) / 2, min: sorted[0]!, max: sorted.at(-1)!, runs: [...runs] };
}

/** For tables: the median and, in parentheses, minimum and maximum, or "once" for a single run. */
export function spreadText({ median, min, max, runs }: Spread, digits: number): string {
  const text = (value: number) =>
    value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(median)} (${runs.length === 1 ? "once" : `${text(min)} to ${text(max)}`})`;
}
