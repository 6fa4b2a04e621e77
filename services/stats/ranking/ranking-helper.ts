import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Measuring } from "./bit-scan.ts";
import type { RankingJob } from "./ranking-job.ts";

/** What a helper is sent: totals to look through or to rank, and the control of the SharedWork. */
export type HelpWanted = { control: Int32Array } & ({ measuring: Measuring } | { job: RankingJob });

/** This thread's helper, once it has needed one; it ends with this thread. */
let helper: Worker | undefined;

/**
 * Asks another thread to help with a ranking whose memory is all shared. It may come late or never: nobody counts
 * on it. Does nothing where there is but one core.
 */
export function askForHelp(wanted: HelpWanted): void {
  if (availableParallelism() < 2) return;
  helper ??= startHelper();
  helper.postMessage(wanted);
}

function startHelper(): Worker {
  const started = new Worker(new URL("./ranking.worker.ts", import.meta.url));
  // Without it there is nothing to keep a process for, and no ranking fails.
  started.unref();
  started.on("error", () => {
    helper = undefined;
  });
  return started;
}
