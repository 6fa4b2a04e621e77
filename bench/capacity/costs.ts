import type { Result } from "../measuring/benchmark.ts";
import { loadResult } from "../report/results.ts";

/** CPU time per request in µs, from the results in bench/results. */
export interface Costs {
  /** Of an answer, by part: gateway, answers, stats, NATS, PgBouncer, Postgres… */
  answer: Record<string, number>;
  quizRead: number;
  statsRead: number;
}

/** The medians of Stampede. @throws Error if a benchmark has no result */
export async function measuredCosts(): Promise<Costs> {
  const [answers, quiz, stats] = await Promise.all(
    ["cluster-answers", "quiz-reads", "stats-reads"].map(loadResult),
  );
  return { answer: partsOf(answers!), quizRead: total(partsOf(quiz!)), statsRead: total(partsOf(stats!)) };
}

function partsOf({ measures }: Result): Record<string, number> {
  const parts = measures[0]?.parts?.values ?? {};
  return Object.fromEntries(
    Object.entries(parts).map(([part, { median }]) => [part, Math.round(median * 10) / 10]),
  );
}

function total(parts: Record<string, number>): number {
  return Object.values(parts).reduce((sum, micros) => sum + micros, 0);
}

/** Answers per second of the benchmark `rebuild`. @throws Error if it has no result */
export async function measuredRebuildRate(): Promise<number> {
  const { measures, details } = await loadResult("rebuild");
  const { players, questions } = details as { players: number; questions: number };
  return Math.round((players * questions) / measures[0]!.spread.median);
}
