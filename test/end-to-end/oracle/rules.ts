import type { Moment, Pace, Scoring, StatsMoment } from "../../harness/contract.ts";

/** A session's settings with nothing left out. */
export interface Rules {
  pace: Pace;
  feedback: Moment;
  stats: StatsMoment;
  scoring: Scoring;
  graceMs: number;
}
