import { parentPort } from "node:worker_threads";
import { measureAt } from "./bit-scan.ts";
import { SharedWork } from "./fork-join.ts";
import type { HelpWanted } from "./ranking-helper.ts";
import { workAt } from "./ranking-job.ts";

/** The thread that helps another one to rank. */
parentPort!.on("message", (wanted: HelpWanted) => workOf(wanted).help());

function workOf(wanted: HelpWanted): SharedWork {
  if ("measuring" in wanted) {
    const { measuring, control } = wanted;
    return new SharedWork(measuring.pieces, (_, piece) => measureAt(measuring, piece), control);
  }
  const { job, control } = wanted;
  return new SharedWork(job.pieces, (phase, piece) => workAt(job, phase, piece), control);
}
