import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { BitScan } from "./bit-scan.ts";
import type { RankingJob } from "./ranking-job.ts";

/** A message to a helper thread: totals to scan or to rank, and the control of the leader's ForkJoin. */
export type HelperTask = { control: Int32Array } & ({ scan: BitScan } | { job: RankingJob });

/** The helper of this thread, once it has been needed; it ends together with this thread. */
let helper: Worker | undefined;

/**
 * Asks another thread to help with a ranking; all memory of the task must be shared. The helper may start late or
 * never, and no ranking depends on it. Does nothing if the machine has only one core.
 */
export function postToHelper(task: HelperTask): void {
  if (availableParallelism() < 2) return;
  helper ??= spawnHelper();
  helper.postMessage(task);
}

function spawnHelper(): Worker {
  const worker = new Worker(new URL("./ranking.worker.ts", import.meta.url));
  // Rankings do not depend on the helper, so it must not keep the process alive.
  worker.unref();
  worker.on("error", () => {
    helper = undefined;
  });
  return worker;
}
