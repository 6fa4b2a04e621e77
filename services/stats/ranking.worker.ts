import { parentPort } from "node:worker_threads";
import type { HelpWanted } from "./ranking-helper.ts";
import { workAt } from "./ranking-job.ts";
import { SharedWork } from "./shared-work.ts";

/** The thread that helps another one to rank. */
parentPort!.on("message", ({ job, control }: HelpWanted) => {
  new SharedWork(job.pieces, (phase, piece) => workAt(job, phase, piece), control).help();
});
