import type { QuestionFigures } from "../../../platform/contracts/contracts.ts";
import type { Column } from "../board/column.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { valueOfKey } from "../board/typed-values.ts";
import { elapsedTimes } from "./elapsed-times.ts";

/** The figures of one question, without saying as of when. */
export type Figures = Omit<QuestionFigures, "asOf" | "final">;

export const MOST_VALUES = 20;
/**
 * What the values of all questions may take of a message, in bytes of JSON: NATS lets 8 MB through, and a report
 * tells all questions' texts as well (4 MiB at the most, as a quiz is imported).
 */
export const VALUES_BYTES = 3_000_000;

/**
 * What a column of a board says; exact.
 *
 * @param questions of the whole quiz, which share what values may take of a message
 */
export function figuresOf(column: Column, shape: QuestionShape, questions = 1): Figures {
  const counted =
    shape.form === "number" || shape.form === "text"
      ? { values: fitting(frequentValues(column, shape.form), VALUES_BYTES / questions) }
      : { options: optionShares(column.memory.choices.slice(0, shape.options)) };
  return { question: column.memory.question, ...counted, ...elapsedTimes(column) };
}

/** The figures of a question that nobody has answered. */
export function noFigures(question: number, shape: QuestionShape): Figures {
  return {
    question,
    attempts: 0,
    ...(shape.options > 0 ? { options: optionShares(new Array(shape.options).fill(0)) } : { values: [] }),
    elapsedMs: { mean: null, p50: null, p90: null, p99: null },
  };
}

/** Each option's share of all choices made, rounded to 4 places; 0 where none was made. */
function optionShares(counts: readonly number[]): { id: number; count: number; share: number }[] {
  const choices = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, id) => ({
    id,
    count,
    share: choices === 0 ? 0 : Math.round((count / choices) * 10_000) / 10_000,
  }));
}

/** As many from the first on as have room, in bytes: with a thousand questions that are typed, 20 of 100 each. */
function fitting<Counted>(values: readonly Counted[], bytes: number): Counted[] {
  let left = bytes;
  return values.filter((value) => {
    if (left >= 0) left -= Buffer.byteLength(JSON.stringify(value)) + 1;
    return left >= 0;
  });
}

/** The values typed most often, most frequent first; the smaller value first where equally frequent. */
function frequentValues(
  column: Column,
  form: "number" | "text",
): { value: string | number; count: number }[] {
  const dictionary = column.values;
  if (!dictionary) return [];
  const isBefore = (a: number, b: number) => {
    const [ofA, ofB] = [dictionary.counted(a), dictionary.counted(b)];
    return ofA === ofB ? dictionary.compare(a, b) < 0 : ofA > ofB;
  };
  const best: number[] = [];
  for (let id = 0; id < dictionary.size; id++) {
    if (dictionary.counted(id) === 0) continue;
    if (best.length === MOST_VALUES && !isBefore(id, best[MOST_VALUES - 1]!)) continue;
    const place = best.findIndex((other) => isBefore(id, other));
    best.splice(place === -1 ? best.length : place, 0, id);
    if (best.length > MOST_VALUES) best.pop();
  }
  return best.map((id) => ({ value: valueOfKey(form, dictionary.key(id)), count: dictionary.counted(id) }));
}
