import { SLICE_MS } from "../../../bench/capacity/behaviour.ts";
import { Cores, SharingProcess } from "../../../bench/capacity/cores.ts";
import { EventQueue } from "../../../bench/capacity/event-queue.ts";

/** Processes on shared cores, and what they have done, with times. */
function start(cores: number, names: readonly string[]) {
  const events = new EventQueue();
  const shared = new Cores(cores);
  const done: string[] = [];
  const processes = names.map((name) => ({ name, process: new SharingProcess(events, shared) }));
  const add = (name: string, job: string, serviceMs: number) =>
    processes
      .find((one) => one.name === name)!
      .process.add(
        serviceMs,
        () => done.push(`${job} at ${events.now}`),
        () => done.push(`${job} failed at ${events.now}`),
      );
  return { events, done, add, process: (index: number) => processes[index]!.process };
}

test("a process runs one job at a time, even if cores are free", () => {
  const { events, done, add } = start(2, ["a"]);
  events.schedule(0, () => {
    add("a", "first", 2);
    add("a", "second", 2);
  });
  events.run();
  expect(done).toEqual(["first at 2", "second at 4"]);
});

test("processes wait for a core; the one that has waited longest gets it", () => {
  const { events, done, add } = start(1, ["a", "b", "c"]);
  events.schedule(0, () => {
    for (const name of ["a", "b", "c"]) add(name, name, 1);
  });
  events.schedule(10, () => {
    for (const name of ["c", "b"]) add(name, name, 1);
  });
  events.run();
  expect(done).toEqual(["a at 1", "b at 2", "c at 3", "c at 11", "b at 12"]);
});

test("a process with many jobs gives its core to others after a slice, and goes on later", () => {
  const { events, done, add } = start(1, ["busy", "other"]);
  events.schedule(0, () => {
    for (let job = 1; job <= SLICE_MS + 2; job++) add("busy", `${job}`, 1);
    add("other", "other", 1);
  });
  events.run();
  const jobs = done.map((line) => line.split(" ")[0]);
  expect(jobs.indexOf("other")).toBe(SLICE_MS);
  expect(done.at(-1)).toBe(`${SLICE_MS + 2} at ${SLICE_MS + 3}`);
});

test("all jobs of a process that crashes fail; its core goes to the others, and it serves again after a restart", () => {
  const { events, done, add, process } = start(1, ["a", "b"]);
  events.schedule(0, () => {
    add("a", "running", 2);
    add("a", "waiting", 2);
    add("b", "other", 1);
  });
  events.schedule(1, () => process(0).crash());
  events.schedule(1.5, () => add("a", "refused", 1));
  events.schedule(5, () => process(0).restart());
  events.schedule(6, () => add("a", "again", 1));
  events.run();
  expect(done).toEqual([
    "running failed at 1",
    "waiting failed at 1",
    "refused failed at 1.5",
    "other at 3",
    "again at 7",
  ]);
});
