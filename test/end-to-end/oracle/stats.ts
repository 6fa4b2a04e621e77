import type { Question, Stats } from "../../harness/contract.ts";
import { normalizeText } from "./grading.ts";
import type { CountedAnswer } from "./ledger.ts";

/** The stats of a question as in the contract, without the key, `asOf` and `final`. */
export type QuestionStats = Omit<Stats, "asOf" | "final" | "correct" | "answer">;

/** How many options a player sees; 0 for the kinds numeric and text. */
export function optionCount(question: Question): number {
  if (question.kind === "truefalse") return 2;
  return "options" in question ? question.options.length : 0;
}

/** The ids of the options that an answer chose. */
export function chosenOptions({ answer }: CountedAnswer): number[] {
  if ("choice" in answer) return [answer.choice];
  return "choices" in answer ? [...new Set(answer.choices)] : [];
}

/**
 * Counts and shares of every option, rounded to 4 decimals. A share is a fraction of all choices made; for `multiple`,
 * `ofPlayers` is the fraction of the players who answered.
 */
export function optionStats(question: Question, answers: readonly CountedAnswer[]) {
  const counts = new Array<number>(optionCount(question)).fill(0);
  for (const id of answers.flatMap(chosenOptions)) counts[id] = (counts[id] ?? 0) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, id) => ({
    id,
    count,
    share: fraction(count, total),
    ...(question.kind === "multiple" ? { ofPlayers: fraction(count, answers.length) } : {}),
  }));
}

function fraction(count: number, total: number): number {
  return total === 0 ? 0 : Math.round((count / total) * 10_000) / 10_000;
}

/** The 20 most frequent values, the most frequent first; of equal counts the smaller value first. */
function valueCounts(answers: readonly CountedAnswer[]) {
  const counts = new Map<string | number, number>();
  for (const { answer } of answers) {
    const value =
      "value" in answer ? answer.value : "text" in answer ? normalizeText(answer.text) : undefined;
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, 20);
}

/**
 * Nearest-rank percentile: the smallest value that at least this share of the values do not exceed; null if there are
 * no values.
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

/** All stats of one question, from the answers that count. */
export function computeStats(
  no: number,
  question: Question,
  answers: readonly CountedAnswer[],
): QuestionStats {
  const times = answers.map((counted) => counted.elapsedMs).sort((a, b) => a - b);
  const mean = times.length === 0 ? null : Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length);
  const [p50, p90, p99] = [percentile(times, 0.5), percentile(times, 0.9), percentile(times, 0.99)];
  return {
    question: no,
    attempts: answers.length,
    ...(optionCount(question) > 0
      ? { options: optionStats(question, answers) }
      : { values: valueCounts(answers) }),
    elapsedMs: { mean, p50, p90, p99 },
  };
}
