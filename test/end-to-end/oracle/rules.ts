import type { FeedbackTime, Pace, Scoring, StatsTime } from "../../harness/contract.ts";

/** A session's settings with nothing left out. */
export interface Rules {
  pace: Pace;
  feedback: FeedbackTime;
  stats: StatsTime;
  scoring: Scoring;
  graceMs: number;
}
