import type { FeedbackTime, Pace, Scoring, Settings, StatsTime } from "../../harness/contract.ts";

/** The settings of a session that the oracle needs. */
export interface Rules {
  pace: Pace;
  feedback: FeedbackTime;
  stats: StatsTime;
  scoring: Scoring;
  graceMs: number;
  /** `each` where it is left out. */
  leaderboard?: NonNullable<Settings["leaderboard"]>;
}
