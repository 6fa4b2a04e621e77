import { CALL_OPTIONS } from "../../platform/contracts/typed-broker.ts";
import { readEnvironment } from "../../platform/environment.ts";

/** The defaults of a node. */
export const {
  STAMPEDE_BATCH_WINDOW_MS: WINDOW_MS,
  STAMPEDE_BATCH_ROWS: BATCH_ROWS,
  STAMPEDE_QUEUE_ROWS: QUEUE_ROWS,
  STAMPEDE_QUEUE_AGE_MS: QUEUE_AGE_MS,
  STAMPEDE_STREAMS_MAX: STREAMS_MAX,
  STAMPEDE_POOL_SIZE: POOL_SIZE,
  STAMPEDE_HEARTBEAT_S: HEARTBEAT_S,
} = readEnvironment({});
/** An answers node has one write in flight, with at most this many rows. */
export const WRITE_ROWS = 2000;
/** How long a gateway waits for the reply of an answers node. */
export const CALL_TIMEOUT_MS = CALL_OPTIONS["answers.record"]?.timeout ?? Number.NaN;
/** Assumed: one way between two nodes, and the wait of a commit for the disk. */
export const HOP_MS = 0.5;
export const COMMIT_MS = 2;
/** Assumed: for how long a process keeps a core while others wait for one (the base slice of Linux on several cores). */
export const SLICE_MS = 3;
/** The pause of a player before a retry, from and to. */
export const RETRY_MS = [1000, 3000] as const;
/** The pause before an answers node repeats a failed write. */
export const BATCH_RETRY_MS = 100;
