import type { Result } from "../measuring/benchmark.ts";
import { keptResult } from "../report/results.ts";

/** What one request costs, in µs of CPU, as the figures of bench/results measured it. */
export interface Costs {
  /** An answer, by what spends it: gateway, answers, stats, NATS, PgBouncer, Postgres… */
  answer: Record<string, number>;
  quizRead: number;
  statsRead: number;
}

/** The medians of the product's own side. @throws Error where a figure has not been taken yet */
export async function measuredCosts(): Promise<Costs> {
  const [answers, quiz, stats] = await Promise.all(
    ["cluster-answers", "quiz-reads", "stats-reads"].map(keptResult),
  );
  return { answer: partsOf(answers!), quizRead: total(partsOf(quiz!)), statsRead: total(partsOf(stats!)) };
}

function partsOf({ measures }: Result): Record<string, number> {
  const parts = measures[0]?.parts?.of ?? {};
  return Object.fromEntries(
    Object.entries(parts).map(([part, { median }]) => [part, Math.round(median * 10) / 10]),
  );
}

function total(parts: Record<string, number>): number {
  return Object.values(parts).reduce((sum, micros) => sum + micros, 0);
}

/** Stored answers a second at which `rebuild` made a board anew. @throws Error where the figure has not been taken */
export async function measuredRebuild(): Promise<number> {
  const { measures, details } = await keptResult("rebuild");
  const { players, questions } = details as { players: number; questions: number };
  return Math.round((players * questions) / measures[0]!.spread.median);
}
