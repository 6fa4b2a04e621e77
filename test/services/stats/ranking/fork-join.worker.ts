import { workerData } from "node:worker_threads";
import { ForkJoin } from "../../../../services/stats/ranking/fork-join.ts";

/** A helper that counts the chunks it runs: per phase, the first word counts the leader's, the second word its own. */
const { chunks, control, counts } = workerData as {
  chunks: number[];
  control: Int32Array;
  counts: Int32Array;
};

new ForkJoin(
  chunks,
  (phase) => {
    Atomics.add(counts, 2 * phase + 1, 1);
    Atomics.notify(counts, 2 * phase + 1);
  },
  control,
).work();
