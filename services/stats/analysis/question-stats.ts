import type { QuestionStats } from "../../../platform/domain/stats.ts";
import type { Column } from "../board/column.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { valueOfKey } from "../board/typed-values.ts";
import { elapsedTimes } from "./elapsed-times.ts";

/** The stats of one question, without the moment that they belong to. */
export type ColumnStats = Omit<QuestionStats, "asOf" | "final">;

/** How many different typed values the stats of a question contain. */
export const MAX_VALUES = 20;
/**
 * The maximum size of the typed values of all questions in a message, in bytes of JSON. NATS accepts messages of 8 MB,
 * and a report also contains the texts of all questions (at most 4 MiB, the limit of an import).
 */
export const MAX_VALUES_BYTES = 3_000_000;

/**
 * The exact stats of a column.
 *
 * @param questionCount the number of questions in the quiz, which share MAX_VALUES_BYTES
 */
export function columnStats(column: Column, shape: QuestionShape, questionCount = 1): ColumnStats {
  const counted =
    shape.tally === "number" || shape.tally === "text"
      ? { values: withinBytes(mostFrequentValues(column, shape.tally), MAX_VALUES_BYTES / questionCount) }
      : { options: optionShares(column.memory.choiceCounts.slice(0, shape.options)) };
  return { question: column.memory.question, ...counted, ...elapsedTimes(column) };
}

/** Each option's count, and its share of all choices, rounded to 4 decimal places; 0 if nothing was chosen. */
function optionShares(counts: readonly number[]): { id: number; count: number; share: number }[] {
  const choices = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, id) => ({
    id,
    count,
    share: choices === 0 ? 0 : Math.round((count / choices) * 10_000) / 10_000,
  }));
}

/** The first values that fit into `bytes` of JSON. A thousand typed questions get 20 values of 100 bytes each. */
function withinBytes<Counted>(values: readonly Counted[], bytes: number): Counted[] {
  let left = bytes;
  return values.filter((value) => {
    if (left >= 0) left -= Buffer.byteLength(JSON.stringify(value)) + 1;
    return left >= 0;
  });
}

/** The values that were typed most often, most frequent first; of equally frequent values, the smaller one first. */
function mostFrequentValues(
  column: Column,
  tally: "number" | "text",
): { value: string | number; count: number }[] {
  const dictionary = column.values;
  if (!dictionary) return [];
  const isBefore = (a: number, b: number) => {
    const [countA, countB] = [dictionary.countOf(a), dictionary.countOf(b)];
    return countA === countB ? dictionary.compare(a, b) < 0 : countA > countB;
  };
  const best: number[] = [];
  for (let id = 0; id < dictionary.size; id++) {
    if (dictionary.countOf(id) === 0) continue;
    if (best.length === MAX_VALUES && !isBefore(id, best[MAX_VALUES - 1]!)) continue;
    const place = best.findIndex((other) => isBefore(id, other));
    best.splice(place === -1 ? best.length : place, 0, id);
    if (best.length > MAX_VALUES) best.pop();
  }
  return best.map((id) => ({ value: valueOfKey(tally, dictionary.key(id)), count: dictionary.countOf(id) }));
}
