import { setTimeout as pause } from "node:timers/promises";
import type { LoadOutcome } from "../load/load.ts";
import type { Findings, Goal, Measure, Tell } from "./benchmark.ts";
import { cpuSeconds } from "./process-cpu.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** The product, any number of peers and a floor under the same load, in turns, in one run. */
export interface Contest {
  /** What is counted, as in "answers". */
  counted: string;
  /** The product first. */
  contenders: Contender[];
  /** What the product's count per CPU second, over another's, is to reach. */
  goals: { over: string; atLeast?: number }[];
  /** After the last round: whether all did what is claimed of them. @throws Error where one did not */
  verify?(): Promise<void>;
  stop(): Promise<void>;
}

/** One side. */
export interface Contender {
  name: string;
  /** The processes whose CPU time counts, by what they are: gateway, Postgres… */
  processes: Record<string, readonly number[]>;
  /** Does the work of one round, from 0. @throws Error where any of it is not as it must be */
  work(round: number): Promise<Work>;
}

export interface Work {
  /** Requests, rows, deliveries: what is counted. */
  items: number;
  seconds: number;
  latencyMs?: LoadOutcome["latencyMs"];
}

/** One side in one round. */
export interface Run extends Work {
  cpuSeconds: number;
  perCpuSecond: number;
  perSecond: number;
  /** CPU time an item, in µs, by what spent it. */
  cpuMicros: Record<string, number>;
}

export interface Pace {
  /** Rounds for the compilers, which do not count. */
  warmUps: number;
  rounds: number;
  /** Work that a server puts off is its own too: CPU time counts until so long after the last reply, in ms. */
  aftermathMs: number;
}

export const PACE: Pace = { warmUps: 2, rounds: 5, aftermathMs: 1000 };

/** Measures all sides in turns, checks them, ends them, and says what came of it. */
export async function settle(contest: Contest, tell: Tell, pace: Pace = PACE): Promise<Findings> {
  try {
    const runs = await contend(contest.contenders, pace, tell);
    tell("checks what was claimed");
    await contest.verify?.();
    return findings(contest, runs);
  } finally {
    await contest.stop();
  }
}

/** All runs that count, a list for each side in the order of the sides. */
export async function contend(
  contenders: readonly Contender[],
  { warmUps, rounds, aftermathMs }: Pace,
  tell: Tell,
): Promise<Run[][]> {
  const runs = contenders.map((): Run[] => []);
  for (let round = 0; round < warmUps + rounds; round++) {
    const label = round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`;
    for (const [index, contender] of contenders.entries()) {
      tell(`${label}: ${contender.name}`);
      const run = await measure(contender, round, aftermathMs);
      if (round >= warmUps) runs[index]!.push(run);
    }
  }
  return runs;
}

async function measure({ processes, work }: Contender, round: number, aftermathMs: number): Promise<Run> {
  const spentBy = () =>
    Object.entries(processes).map(([part, pids]) => [part, sum(pids.map(cpuSeconds))] as const);
  const before = spentBy();
  const done = await work(round);
  await pause(aftermathMs);
  const spent = spentBy().map(([part, seconds], index) => [part, seconds - before[index]![1]] as const);
  const total = sum(spent.map(([, seconds]) => seconds));
  return {
    ...done,
    cpuSeconds: total,
    perCpuSecond: done.items / total,
    perSecond: done.items / done.seconds,
    cpuMicros: Object.fromEntries(spent.map(([part, seconds]) => [part, (seconds / done.items) * 1e6])),
  };
}

function findings({ counted, contenders, goals }: Contest, runs: Run[][]): Findings {
  const measures = contenders.map(({ name, processes }, index): Measure => {
    const own = runs[index]!;
    const micros = (part: string) => spreadOf(own.map(({ cpuMicros }) => cpuMicros[part]!));
    const of = Object.fromEntries(Object.keys(processes).map((part) => [part, micros(part)]));
    return {
      subject: name,
      quantity: `${counted} per CPU second`,
      spread: spreadOf(own.map((run) => run.perCpuSecond)),
      digits: 0,
      parts: { unit: "µs of CPU each", of },
    };
  });
  return {
    measures,
    goals: goals.map(({ over, ...bound }): Goal => {
      const index = contenders.findIndex(({ name }) => name === over);
      const spread = ratioOf(runs[0]!, runs[index]!);
      return {
        what: `${contenders[0]!.name} / ${over}, ${counted} per CPU second`,
        spread,
        digits: 2,
        ...bound,
      };
    }),
    details: Object.fromEntries(contenders.map(({ name }, index) => [name, runs[index]])),
  };
}

/** Round by round, so that each ratio compares two moments that are close. */
function ratioOf(ours: readonly Run[], theirs: readonly Run[]): Spread {
  return spreadOf(ours.map((run, index) => run.perCpuSecond / theirs[index]!.perCpuSecond));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
