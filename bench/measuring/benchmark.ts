import type { Circumstances } from "./machine.ts";
import type { Spread } from "./spread.ts";

/** What a figure is about: a section of bench/README.md each, in this order. */
export const TOPICS = { speed: "Speed", figures: "The figures" } as const;
export type Topic = keyof typeof TOPICS;

/** One thing that is measured. `npm run bench` takes all that stand in bench/benchmarks.ts. */
export interface Figure {
  /** Its name on the command line, and of its files in bench/results/. */
  name: string;
  topic: Topic;
  title: string;
  /**
   * Brings up what it needs, measures over at least 5 runs, and ends what it started.
   *
   * @throws Error where what is measured did not do what is claimed of it
   */
  take(tell: Tell): Promise<Findings>;
}

/** Told each step, for whoever watches the terminal. */
export type Tell = (step: string) => void;

export interface Findings {
  measures: Measure[];
  goals: Goal[];
  /** What depends on something: each is drawn into the figure's plot. */
  curves?: Curve[];
  /** Whatever else is worth keeping: it goes into the result as it is. */
  details?: unknown;
}

/** What one side came to. Measures of one quantity are bars of one plot. */
export interface Measure {
  /** Who, as in "Stampede" or "Fastify, an insert an answer". */
  subject: string;
  /** Of what, with its unit, as in "answers per CPU second". */
  quantity: string;
  spread: Spread;
  /** Places after the point, as shown. */
  digits: number;
  /** What it is made up of, each in `unit`. */
  parts?: { unit: string; of: Record<string, Spread> };
}

/** A number that is held to something. It is reached where its median is. */
export interface Goal {
  /** As in "Stampede / Fastify, answers per CPU second". */
  what: string;
  spread: Spread;
  digits: number;
  atLeast?: number;
  atMost?: number;
}

export interface Curve {
  title: string;
  /** What the axes show, with their units. */
  x: string;
  y: string;
  logX?: boolean;
  logY?: boolean;
  lines: { name: string; points: (readonly [x: number, y: number])[] }[];
}

/** A figure as it is kept in bench/results/<name>.json. */
export interface Result extends Findings {
  name: string;
  topic: Topic;
  title: string;
  /** The command that measures it again. */
  measuredBy: string;
  /** Settings of the product that whoever measured had chosen. */
  settings: Record<string, string>;
  circumstances: Circumstances;
}

/** Whether a goal is reached; undefined where nothing was to be reached. */
export function isReached({ spread, atLeast, atMost }: Goal): boolean | undefined {
  if (atLeast === undefined && atMost === undefined) return undefined;
  return spread.median >= (atLeast ?? -Infinity) && spread.median <= (atMost ?? Infinity);
}
