import type { MachineInfo } from "./machine.ts";
import type { Spread } from "./spread.ts";

/** The topics of benchmarks. Each is a section of bench/README.md, in this order. */
export const TOPICS = { speed: "Speed", stats: "Stats" } as const;
export type Topic = keyof typeof TOPICS;

/** `npm run bench` runs all benchmarks that are listed in bench/benchmarks.ts. */
export interface Benchmark {
  /** On the command line, and in the names of its files in bench/results/. */
  name: string;
  topic: Topic;
  title: string;
  /**
   * Starts what it needs, measures at least 5 runs, and stops what it started.
   *
   * @throws Error if a server under measurement does not do what it must
   */
  run(onProgress: OnProgress): Promise<Measurements>;
}

/** Called before each step, with a text for the terminal. */
export type OnProgress = (step: string) => void;

export interface Measurements {
  measures: Measure[];
  goals: Goal[];
  /** Drawn below the bars of the plot. */
  curves?: Curve[];
  /** Further data, saved unchanged with the result. */
  details?: unknown;
}

/** What was measured of one subject. Measures of the same quantity are bars of the same plot. */
export interface Measure {
  /** For example "Stampede" or "Fastify + pg". */
  subject: string;
  /** With its unit, for example "answers per CPU second". */
  quantity: string;
  spread: Spread;
  /** Decimal places to show. */
  digits: number;
  /** The parts of which it is the sum, each in `unit`. */
  parts?: { unit: string; values: Record<string, Spread> };
}

/** A number with a bound. The goal is reached if the median is within the bound. */
export interface Goal {
  /** For example "Stampede / Fastify, answers per CPU second". */
  name: string;
  spread: Spread;
  digits: number;
  atLeast?: number;
  atMost?: number;
}

export interface Curve {
  title: string;
  /** Labels of the axes, with units. */
  x: string;
  y: string;
  logX?: boolean;
  logY?: boolean;
  lines: { name: string; points: (readonly [x: number, y: number])[] }[];
}

/** The result of a benchmark, as it is saved in bench/results/<name>.json. */
export interface Result extends Measurements {
  name: string;
  topic: Topic;
  title: string;
  /** Runs the same benchmark again. */
  command: string;
  /** `STAMPEDE_*` variables that were set. */
  settings: Record<string, string>;
  machine: MachineInfo;
}

/** Whether a goal is reached; undefined if it has no bound. */
export function isReached({ spread, atLeast, atMost }: Goal): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  return spread.median >= (atLeast ?? -Infinity) && spread.median <= (atMost ?? Infinity);
}
