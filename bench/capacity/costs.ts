import type { Result } from "../measuring/benchmark.ts";
import { loadResult } from "../report/results.ts";

/** CPU time per request in µs, from the results in bench/results. */
export interface Costs {
  /** Of an answer, by part: gateway, answers, stats, NATS, PgBouncer, Postgres… */
  answer: Record<string, number>;
  quizRead: number;
  statsRead: number;
  /** Of all events of one question to one event stream. */
  streamQuestion: number;
  /** The memory of an open event stream at its gateway, in KiB. */
  streamKiB: number;
}

/** The medians of Stampede. @throws Error if a benchmark has no result */
export async function measuredCosts(): Promise<Costs> {
  const [answers, quiz, stats, streams] = await Promise.all(
    ["cluster-answers", "quiz-reads", "stats-reads", "fan-out"].map(loadResult),
  );
  return {
    answer: partsOf(answers!),
    quizRead: total(partsOf(quiz!)),
    statsRead: total(partsOf(stats!)),
    streamQuestion: medianOf(streams!, "µs of CPU per subscriber and question, all events"),
    streamKiB: medianOf(streams!, "KiB of memory per open stream"),
  };
}

function partsOf({ measures }: Result): Record<string, number> {
  const parts = measures[0]?.parts?.values ?? {};
  return Object.fromEntries(
    Object.entries(parts).map(([part, { median }]) => [part, Math.round(median * 10) / 10]),
  );
}

/** The median of Stampede's measure. @throws Error if the benchmark has no such measure */
function medianOf({ name, measures }: Result, quantity: string): number {
  const measure = measures.find((one) => one.subject === "Stampede" && one.quantity === quantity);
  if (!measure) throw new Error(`The result of ${name} has no measure "${quantity}"`);
  return Math.round(measure.spread.median * 10) / 10;
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
