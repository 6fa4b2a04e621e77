import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { ForkJoin } from "../../../../services/stats/ranking/fork-join.ts";

test("a leader without helpers runs every chunk of each phase once", () => {
  const done: [number, number][] = [];
  const forkJoin = new ForkJoin([2, 1, 3], (phase, chunk) => done.push([phase, chunk]));
  for (const phase of [0, 1, 2]) forkJoin.runPhase(phase);
  forkJoin.finish();
  expect(done).toEqual([0, 0, 1, 2, 2, 2].map((phase, index) => [phase, [0, 1, 0, 0, 1, 2][index]]));
});

test("a helper that starts after the end does nothing", () => {
  const forkJoin = new ForkJoin([1], () => {});
  forkJoin.runPhase(0);
  forkJoin.finish();
  const late: number[] = [];
  new ForkJoin([1], (_, chunk) => late.push(chunk), forkJoin.control).work();
  expect(late).toEqual([]);
});

test("another thread runs chunks, and no phase ends before all of its chunks are done", async () => {
  const chunks = [40, 1000, 7];
  const counts = new Int32Array(new SharedArrayBuffer(4 * 6));
  const forkJoin = new ForkJoin(chunks, (phase) => {
    // The leader's first chunk of a phase lasts until the helper has run a chunk too.
    Atomics.wait(counts, 2 * phase + 1, 0);
    Atomics.add(counts, 2 * phase, 1);
  });
  const helper = new Worker(new URL("./fork-join.worker.ts", import.meta.url), {
    workerData: { chunks, control: forkJoin.control, counts },
  });
  await once(helper, "online");
  for (const phase of chunks.keys()) {
    forkJoin.runPhase(phase);
    expect(counts[2 * phase]! + counts[2 * phase + 1]!).toBe(chunks[phase]);
    expect(counts[2 * phase + 1]).toBeGreaterThan(0);
  }
  forkJoin.finish();
  await once(helper, "exit");
});
