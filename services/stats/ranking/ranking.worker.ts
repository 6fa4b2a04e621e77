import { parentPort } from "node:worker_threads";
import { scanChunk } from "./bit-scan.ts";
import { ForkJoin } from "./fork-join.ts";
import type { HelperTask } from "./ranking-helper.ts";
import { runChunk } from "./ranking-job.ts";

/** The thread that helps another thread to rank. */
parentPort!.on("message", (task: HelperTask) => forkJoinOf(task).work());

function forkJoinOf(task: HelperTask): ForkJoin {
  if ("scan" in task) {
    const { scan, control } = task;
    return new ForkJoin(scan.chunks, (_, chunk) => scanChunk(scan, chunk), control);
  }
  const { job, control } = task;
  return new ForkJoin(job.chunks, (phase, chunk) => runChunk(job, phase, chunk), control);
}
