import type { Question, Stats } from "../../harness/contract.ts";
import { normalised } from "./grading.ts";
import type { Standing } from "./ledger.ts";

/** The figures of a question as the contract has them, without the key and the time they were read. */
export type Figures = Omit<Stats, "asOf" | "final" | "correct" | "answer">;

/** How many options a player sees; 0 for numeric and text. */
export function optionCount(question: Question): number {
  if (question.kind === "truefalse") return 2;
  return "options" in question ? question.options.length : 0;
}

/** The ids that an answer chose. */
export function chosen(standing: Standing): number[] {
  const { answer } = standing;
  if ("choice" in answer) return [answer.choice];
  return "choices" in answer ? [...new Set(answer.choices)] : [];
}

/** Counts and shares of every option; a share is of all choices made, to 4 places. */
export function optionFigures(question: Question, answers: readonly Standing[]) {
  const counts = new Array<number>(optionCount(question)).fill(0);
  for (const id of answers.flatMap(chosen)) counts[id] = (counts[id] ?? 0) + 1;
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count, id) => ({
    id,
    count,
    share: all === 0 ? 0 : Math.round((count / all) * 10_000) / 10_000,
  }));
}

/** The 20 most frequent values, the most frequent first, on a tie the smaller first. */
function valueFigures(answers: readonly Standing[]) {
  const counts = new Map<string | number, number>();
  for (const { answer } of answers) {
    const value = "value" in answer ? answer.value : "text" in answer ? normalised(answer.text) : undefined;
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, 20);
}

/** Nearest rank: the smallest time that at least this share of the times do not exceed; null where there is none. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.ceil(share * sorted.length) - 1] ?? null;
}

/** All figures of one question from the answers that stand. */
export function figures(no: number, question: Question, answers: readonly Standing[]): Figures {
  const times = answers.map((standing) => standing.elapsedMs).sort((a, b) => a - b);
  const mean = times.length === 0 ? null : Math.round(times.reduce((sum, ms) => sum + ms, 0) / times.length);
  const [p50, p90, p99] = [percentile(times, 0.5), percentile(times, 0.9), percentile(times, 0.99)];
  return {
    question: no,
    attempts: answers.length,
    ...(optionCount(question) > 0
      ? { options: optionFigures(question, answers) }
      : { values: valueFigures(answers) }),
    elapsedMs: { mean, p50, p90, p99 },
  };
}
