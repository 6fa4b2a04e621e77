import type { Column } from "../board/column.ts";
import { type TypedTally, valueOfKey } from "../board/typed-values.ts";
import type { ValueDictionary } from "../board/value-dictionary.ts";

export interface CountedValue {
  value: string | number;
  count: number;
}

/**
 * The values that were typed most often, most frequent first; of equally frequent values, the smaller one first. If
 * one value was typed in several ways, it is shown as most players typed it.
 */
export function mostFrequentValues(column: Column, tally: TypedTally, max: number): CountedValue[] {
  const dictionary = column.values;
  if (!dictionary) return [];
  const counts = new Uint32Array(dictionary.size);
  for (let id = 0; id < counts.length; id++) counts[dictionary.valueOf(id)]! += dictionary.countOf(id);
  const isBefore = (a: number, b: number) =>
    counts[a] === counts[b] ? dictionary.compare(a, b) < 0 : counts[a]! > counts[b]!;
  const best: number[] = [];
  for (let id = 0; id < counts.length; id++) {
    if (counts[id] === 0) continue;
    if (best.length === max && !isBefore(id, best[max - 1]!)) continue;
    const place = best.findIndex((other) => isBefore(id, other));
    best.splice(place === -1 ? best.length : place, 0, id);
    if (best.length > max) best.pop();
  }
  const spellings = mostFrequentSpellings(dictionary, best);
  return best.map((id) => ({
    value: valueOfKey(tally, dictionary.key(spellings.get(id)!)),
    count: counts[id]!,
  }));
}

/** For each of some values the id of the key that was typed most often; of equally frequent keys, the smaller one. */
function mostFrequentSpellings(dictionary: ValueDictionary, values: readonly number[]): Map<number, number> {
  const spellings = new Map(values.map((value) => [value, value]));
  for (let id = 0; id < dictionary.size; id++) {
    const value = dictionary.valueOf(id);
    if (value === id) continue;
    const other = spellings.get(value);
    if (other === undefined) continue;
    const difference = dictionary.countOf(id) - dictionary.countOf(other);
    if (difference > 0 || (difference === 0 && dictionary.compare(id, other) < 0)) spellings.set(value, id);
  }
  return spellings;
}
