import { REPEATABLE } from "../../platform/contracts/typed-broker.ts";
import { readEnvironment } from "../../platform/environment.ts";

/** As a node does where nothing else is set. */
export const {
  STAMPEDE_BATCH_WINDOW_MS: WINDOW_MS,
  STAMPEDE_BATCH_ROWS: BATCH_ROWS,
  STAMPEDE_QUEUE_ROWS: QUEUE_ROWS,
  STAMPEDE_QUEUE_AGE_MS: QUEUE_AGE_MS,
} = readEnvironment({});
/** An answers node has one write under way, of so many rows at the most; meanwhile the next one grows. */
export const WRITE_ROWS = 2000;
/** How long a gateway waits for an answers node. */
export const CALL_TIMEOUT_MS = REPEATABLE["answers.record"]?.timeout ?? Number.NaN;
/** Between nodes, one way; a commit's wait for the disk (assumed). */
export const HOP_MS = 0.5;
export const COMMIT_MS = 2;
/** A player's pause before sending again, from and to. */
export const RETRY_MS = [1000, 3000] as const;
/** What Postgres does between two tries of a batch. */
export const BATCH_RETRY_MS = 100;
