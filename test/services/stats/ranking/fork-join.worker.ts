import { workerData } from "node:worker_threads";
import { SharedWork } from "../../../../services/stats/ranking/fork-join.ts";

/** A thread that helps, and adds one to a count for each piece: the phase's first word is the leader's, the second this one's. */
const { pieces, control, counts } = workerData as {
  pieces: number[];
  control: Int32Array;
  counts: Int32Array;
};

new SharedWork(
  pieces,
  (phase) => {
    Atomics.add(counts, 2 * phase + 1, 1);
    Atomics.notify(counts, 2 * phase + 1);
  },
  control,
).help();
