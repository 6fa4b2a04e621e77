import { type OptionCount, type QuestionStats, shareOf } from "../../../platform/domain/stats.ts";
import type { Column } from "../board/column.ts";
import type { QuestionShape } from "../board/question-shape.ts";
import { elapsedTimes } from "./elapsed-times.ts";
import { mostFrequentValues } from "./frequent-values.ts";
import { shownValue } from "./shown-value.ts";

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
      ? {
          values: withinBytes(
            mostFrequentValues(column, shape.tally, MAX_VALUES).map(({ value, count }) => ({
              value: shownValue(value),
              count,
            })),
            MAX_VALUES_BYTES / questionCount,
          ),
        }
      : {
          options: optionCounts(
            column.memory.choiceCounts.slice(0, shape.options),
            shape,
            column.memory.attempts,
          ),
        };
  return { question: column.memory.question, ...counted, ...elapsedTimes(column) };
}

/** Each option's count and shares; 0 if nothing was chosen. */
function optionCounts(counts: readonly number[], { tally }: QuestionShape, attempts: number): OptionCount[] {
  const choices = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, id) => ({
    id,
    count,
    share: shareOf(count, choices),
    ...(tally === "options" ? { ofPlayers: shareOf(count, attempts) } : {}),
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
