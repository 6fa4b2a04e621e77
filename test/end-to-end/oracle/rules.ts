import type { FeedbackTime, Pace, Scoring, StatsTime } from "../../harness/contract.ts";

/** All settings of a session that the oracle needs; none is optional. */
export interface Rules {
  pace: Pace;
  feedback: FeedbackTime;
  stats: StatsTime;
  scoring: Scoring;
  graceMs: number;
}
