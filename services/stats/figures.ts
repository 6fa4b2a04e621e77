import type { QuestionFigures } from "../../platform/contracts.ts";
import { type Column, NO_CODE } from "./column.ts";
import { elapsedTimes } from "./elapsed-times.ts";
import type { QuestionShape } from "./question-shape.ts";
import { valueOfKey } from "./typed-values.ts";
import type { ValueDictionary } from "./value-dictionary.ts";

/** The figures of one question, without saying as of when. */
export type Figures = Omit<QuestionFigures, "asOf" | "final">;

export const MOST_VALUES = 20;

/** What a column of a board says; exact. */
export function figuresOf(column: Column, shape: QuestionShape): Figures {
  const counted =
    shape.form === "number" || shape.form === "text"
      ? { values: frequentValues(column, shape.form) }
      : { options: optionShares(optionCounts(column, shape)) };
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

/** How often each option was chosen, by its id. */
function optionCounts(column: Column, { form, options }: QuestionShape): number[] {
  const counts = form === "option" ? countIds(column) : countBits(column);
  return Array.from(counts.subarray(0, options));
}

/** Counters 0 to 19 are options, 31 is NO_CODE, those from 32 on are cells without an answer. */
function countIds({ verdicts, codes }: Column): Uint32Array {
  const counts = new Uint32Array(64);
  for (let player = 1; player < verdicts.length; player++) {
    const isEmpty = (verdicts[player]! - 1) >>> 31;
    counts[(codes[player]! & 31) | (isEmpty << 5)]!++;
  }
  return counts;
}

function countBits({ verdicts, codes }: Column): Uint32Array {
  const counts = new Uint32Array(32);
  for (let player = 1; player < verdicts.length; player++) {
    const code = codes[player]!;
    if (verdicts[player] === 0 || code === NO_CODE) continue;
    for (let rest = code; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]!++;
  }
  return counts;
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

/** The values typed most often, most frequent first; the smaller value first where equally frequent. */
function frequentValues(
  column: Column,
  form: "number" | "text",
): { value: string | number; count: number }[] {
  const dictionary = column.values;
  if (!dictionary) return [];
  const counts = valueCounts(column, dictionary);
  const isBefore = (a: number, b: number) =>
    counts[a] === counts[b] ? dictionary.compare(a, b) < 0 : counts[a]! > counts[b]!;
  const best: number[] = [];
  counts.forEach((count, id) => {
    if (count === 0 || (best.length === MOST_VALUES && !isBefore(id, best[MOST_VALUES - 1]!))) return;
    const place = best.findIndex((other) => isBefore(id, other));
    best.splice(place === -1 ? best.length : place, 0, id);
    if (best.length > MOST_VALUES) best.pop();
  });
  return best.map((id) => ({ value: valueOfKey(form, dictionary.key(id)), count: counts[id]! }));
}

function valueCounts(column: Column, dictionary: ValueDictionary): Uint32Array {
  const { verdicts, codes } = column;
  const counts = new Uint32Array(dictionary.count);
  for (let player = 1; player < verdicts.length; player++) {
    if (verdicts[player] !== 0 && codes[player] !== NO_CODE) counts[codes[player]!]!++;
  }
  return counts;
}
