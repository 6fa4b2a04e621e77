import { setTimeout as pause } from "node:timers/promises";
import type { LoadJob, LoadOutcome } from "./load.ts";
import type { LoadProcess } from "./load-process.ts";
import { cpuSeconds } from "./process-cpu.ts";
import { type Spread, spreadOf } from "./spread.ts";

/** One figure: the product against a peer under the same load, in turns, in one run. */
export interface Figure {
  name: string;
  /** What is counted, as in "answers per CPU second". */
  counted: string;
  title: string;
  peer: string;
  /** Brings both up and as far as the first request. */
  prepare(load: LoadProcess, tell: (step: string) => void): Promise<Contest>;
}

export interface Contest {
  ours: Contender;
  peer: Contender;
  /** After the last run: whether both did what is claimed of them. @throws Error where one did not */
  verify?(): Promise<void>;
  stop(): Promise<void>;
}

/** One side: the process whose CPU time counts, the load of each round (from 0), and what a reply must be. */
export interface Contender {
  pid: number;
  job(round: number): LoadJob;
  status: number;
}

/** One side in one round. */
export interface Run {
  replies: number;
  seconds: number;
  cpuSeconds: number;
  perCpuSecond: number;
  perSecond: number;
  latencyMs: LoadOutcome["latencyMs"];
}

export interface Measured {
  ours: Run[];
  peer: Run[];
  /** Ours over the peer's, of replies per CPU second, round by round. */
  ratio: Spread;
}

export interface Pace {
  /** Rounds for the compilers, which do not count. */
  warmUps: number;
  rounds: number;
  /** Work that a server puts off is its own too: CPU time counts until so long after the last reply, in ms. */
  aftermathMs: number;
}

/** Measures both sides in turns: ours, the peer, ours, the peer… */
export async function contend(
  contest: Contest,
  load: Pick<LoadProcess, "drive">,
  { warmUps, rounds, aftermathMs }: Pace,
  tell: (step: string) => void,
): Promise<Measured> {
  const ours: Run[] = [];
  const peer: Run[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    const label = round < warmUps ? "warm-up" : `round ${round - warmUps + 1} of ${rounds}`;
    tell(`${label}: stampede`);
    ours.push(await measure(contest.ours, load, round, aftermathMs));
    tell(`${label}: peer`);
    peer.push(await measure(contest.peer, load, round, aftermathMs));
  }
  const counted = { ours: ours.slice(warmUps), peer: peer.slice(warmUps) };
  const ratios = counted.ours.map((run, index) => run.perCpuSecond / counted.peer[index]!.perCpuSecond);
  return { ...counted, ratio: spreadOf(ratios) };
}

async function measure(
  contender: Contender,
  load: Pick<LoadProcess, "drive">,
  round: number,
  aftermathMs: number,
): Promise<Run> {
  const job = contender.job(round);
  const before = cpuSeconds(contender.pid);
  const { replies, seconds, statuses, latencyMs } = await load.drive(job);
  await pause(aftermathMs);
  const spent = cpuSeconds(contender.pid) - before;
  if (statuses[contender.status] !== replies || replies === 0) {
    throw new Error(`Expected ${replies} replies of ${contender.status}, got ${JSON.stringify(statuses)}`);
  }
  return {
    replies,
    seconds,
    cpuSeconds: spent,
    perCpuSecond: replies / spent,
    perSecond: replies / seconds,
    latencyMs,
  };
}
