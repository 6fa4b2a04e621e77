import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { SharedWork } from "../../../../services/stats/ranking/fork-join.ts";

test("a leader without help does every piece of each phase, once", () => {
  const done: [number, number][] = [];
  const work = new SharedWork([2, 1, 3], (phase, piece) => done.push([phase, piece]));
  for (const phase of [0, 1, 2]) work.lead(phase);
  work.end();
  expect(done).toEqual([0, 0, 1, 2, 2, 2].map((phase, index) => [phase, [0, 1, 0, 0, 1, 2][index]]));
});

test("who comes when all is over does nothing", () => {
  const work = new SharedWork([1], () => {});
  work.lead(0);
  work.end();
  const late: number[] = [];
  new SharedWork([1], (_, piece) => late.push(piece), work.control).help();
  expect(late).toEqual([]);
});

test("another thread takes pieces, and no phase ends before all of its pieces are done", async () => {
  const pieces = [40, 1000, 7];
  const counts = new Int32Array(new SharedArrayBuffer(4 * 6));
  const work = new SharedWork(pieces, (phase) => {
    // The leader's first piece of a phase lasts until the other one has taken one as well.
    Atomics.wait(counts, 2 * phase + 1, 0);
    Atomics.add(counts, 2 * phase, 1);
  });
  const helper = new Worker(new URL("./fork-join.worker.ts", import.meta.url), {
    workerData: { pieces, control: work.control, counts },
  });
  await once(helper, "online");
  for (const phase of pieces.keys()) {
    work.lead(phase);
    expect(counts[2 * phase]! + counts[2 * phase + 1]!).toBe(pieces[phase]);
    expect(counts[2 * phase + 1]).toBeGreaterThan(0);
  }
  work.end();
  await once(helper, "exit");
});
