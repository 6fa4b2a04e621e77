import { setTimeout as sleep } from "node:timers/promises";
import type { LoadOutcome } from "../load/load.ts";
import type { Goal, Measure, Measurements, OnProgress } from "./benchmark.ts";
import { cpuSeconds } from "./process-cpu.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** Measures Stampede and its baselines under the same load, in alternation, in one run. */
export interface Comparison {
  /** What is counted, for example "answers". */
  itemName: string;
  /** Stampede first. */
  subjects: Subject[];
  /** Bounds of the ratio: Stampede's items per CPU second, divided by those of a baseline. */
  goals: { baseline: string; atLeast?: number }[];
  /** Runs after the last round. @throws Error if a subject did not do all its work */
  verify?(): Promise<void>;
  stop(): Promise<void>;
}

/** The server or servers under measurement. */
export interface Subject {
  name: string;
  /** The ids of the processes whose CPU time counts, by part of the system: gateway, Postgres… */
  processes: Record<string, readonly number[]>;
  /** Does the work of one round, from 0. @throws Error if a reply is wrong */
  work(round: number): Promise<CompletedWork>;
}

export interface CompletedWork {
  /** The number of requests, rows or deliveries. */
  items: number;
  seconds: number;
  latencyMs?: LoadOutcome["latencyMs"];
}

/** One subject in one round. */
export interface RoundResult extends CompletedWork {
  cpuSeconds: number;
  perCpuSecond: number;
  perSecond: number;
  /** CPU time per item, in µs, by part. */
  cpuMicros: Record<string, number>;
}

export interface Rounds {
  /** First rounds, which do not count: code is compiled and caches are filled. */
  warmUps: number;
  measured: number;
  /** CPU time counts until this many ms after the last reply, so that deferred work of a server counts too. */
  settleMs: number;
}

export const DEFAULT_ROUNDS: Rounds = { warmUps: 2, measured: 5, settleMs: 1000 };

/** Measures all subjects in alternation, verifies their work and stops them. */
export async function runComparison(
  comparison: Comparison,
  onProgress: OnProgress,
  rounds: Rounds = DEFAULT_ROUNDS,
): Promise<Measurements> {
  try {
    const results = await measureInterleaved(comparison.subjects, rounds, onProgress);
    onProgress("verifies the work");
    await comparison.verify?.();
    return measurementsOf(comparison, results);
  } finally {
    await comparison.stop();
  }
}

/**
 * Runs each round with every subject before the next round starts. Returns the results of the measured rounds: one
 * array per subject, in the order of the subjects.
 */
export async function measureInterleaved(
  subjects: readonly Subject[],
  { warmUps, measured, settleMs }: Rounds,
  onProgress: OnProgress,
): Promise<RoundResult[][]> {
  const results = subjects.map((): RoundResult[] => []);
  for (let round = 0; round < warmUps + measured; round++) {
    const label = round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${measured}`;
    for (const [index, subject] of subjects.entries()) {
      onProgress(`${label}: ${subject.name}`);
      const result = await measure(subject, round, settleMs);
      if (round >= warmUps) results[index]!.push(result);
    }
  }
  return results;
}

async function measure({ processes, work }: Subject, round: number, settleMs: number): Promise<RoundResult> {
  const cpuByPart = () =>
    Object.entries(processes).map(([part, pids]) => [part, sum(pids.map(cpuSeconds))] as const);
  const before = cpuByPart();
  const done = await work(round);
  await sleep(settleMs);
  const spent = cpuByPart().map(([part, seconds], index) => [part, seconds - before[index]![1]] as const);
  const total = sum(spent.map(([, seconds]) => seconds));
  return {
    ...done,
    cpuSeconds: total,
    perCpuSecond: done.items / total,
    perSecond: done.items / done.seconds,
    cpuMicros: Object.fromEntries(spent.map(([part, seconds]) => [part, (seconds / done.items) * 1e6])),
  };
}

function measurementsOf({ itemName, subjects, goals }: Comparison, results: RoundResult[][]): Measurements {
  const quantity = `${itemName} per CPU second`;
  const measures = subjects.map(({ name, processes }, index): Measure => {
    const subjectResults = results[index]!;
    const micros = (part: string) => spreadOf(subjectResults.map(({ cpuMicros }) => cpuMicros[part]!));
    const values = Object.fromEntries(Object.keys(processes).map((part) => [part, micros(part)]));
    return {
      subject: name,
      quantity,
      spread: spreadOf(subjectResults.map(({ perCpuSecond }) => perCpuSecond)),
      digits: 0,
      parts: { unit: "µs of CPU each", values },
    };
  });
  return {
    measures,
    goals: goals.map(({ baseline, ...bound }): Goal => {
      const index = subjects.findIndex(({ name }) => name === baseline);
      const spread = ratioOf(results[0]!, results[index]!);
      return { name: `${subjects[0]!.name} / ${baseline}, ${quantity}`, spread, digits: 2, ...bound };
    }),
    details: Object.fromEntries(subjects.map(({ name }, index) => [name, results[index]])),
  };
}

/** Computes one ratio per round, because the two measurements of a round are close in time. */
function ratioOf(ours: readonly RoundResult[], theirs: readonly RoundResult[]): Spread {
  return spreadOf(ours.map((result, index) => result.perCpuSecond / theirs[index]!.perCpuSecond));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
