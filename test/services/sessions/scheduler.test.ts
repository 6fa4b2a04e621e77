import { jest } from "@jest/globals";
import { Clock, type ClockWork } from "../../../services/sessions/scheduler.ts";
import { NOON } from "../../harness/session-record.ts";

/** A clock over a table of due times; each tick is noted with the ms since noon. */
function clockOver(due: Map<number, number>, work: Partial<ClockWork> = {}) {
  const ticks: [number, number][] = [];
  const failures: unknown[] = [];
  const looks = { count: 0 };
  const upcoming = (except: readonly number[]) => [...due].filter(([no]) => !except.includes(no));
  const clock = new Clock({
    async due(now, except) {
      looks.count++;
      return upcoming(except)
        .filter(([, at]) => at <= now)
        .map(([no]) => no);
    },
    async nextDue(except) {
      const times = upcoming(except).map(([, at]) => at);
      return times.length === 0 ? null : Math.min(...times);
    },
    async tick(no) {
      ticks.push([no, Date.now() - NOON]);
      due.delete(no);
    },
    failed: (error) => failures.push(error),
    ...work,
  });
  return { clock, ticks, failures, looks };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => jest.useFakeTimers({ now: NOON }));
afterEach(() => jest.useRealTimers());

test("what is due is done at its time", async () => {
  const { clock, ticks } = clockOver(
    new Map([
      [1, NOON + 120],
      [2, NOON],
      [3, NOON + 1700],
    ]),
  );
  clock.wake();
  await pass(3000);
  expect(ticks).toEqual([
    [2, 0],
    [1, 120],
    [3, 1700],
  ]);
  await clock.stop();
});

test("woken, it looks at once", async () => {
  const due = new Map<number, number>();
  const { clock, ticks } = clockOver(due);
  clock.wake();
  await pass(100);
  due.set(2, NOON + 100);
  clock.wake();
  await pass(0);
  expect(ticks).toEqual([[2, 100]]);
  await clock.stop();
});

test("woken during a look, it looks again right after, for that one may have been too early", async () => {
  const due = new Map<number, number>();
  let answer = () => {};
  const { clock, ticks } = clockOver(due, {
    nextDue: () =>
      new Promise((resolve) => {
        answer = () => resolve(null);
      }),
  });
  clock.wake();
  await pass(0);
  due.set(1, NOON);
  clock.wake();
  answer();
  await pass(1);
  expect(ticks.map(([no]) => no)).toEqual([1]);
  answer();
  await clock.stop();
});

test("what another node has scheduled is found within half a second, unwoken", async () => {
  const due = new Map<number, number>();
  const { clock, ticks } = clockOver(due);
  clock.wake();
  await pass(10);
  due.set(1, NOON + 11);
  await pass(500);
  expect(ticks).toHaveLength(1);
  await clock.stop();
});

test("a database that is away is waited for, and then work goes on", async () => {
  const due = new Map([[1, NOON + 100]]);
  let isAway = true;
  const { clock, ticks, failures } = clockOver(due, {
    nextDue: async () => {
      if (isAway) throw new Error("away");
      return null;
    },
  });
  clock.wake();
  await pass(3500);
  expect(failures.length).toBeGreaterThanOrEqual(3);
  expect(failures.length).toBeLessThanOrEqual(5);
  isAway = false;
  due.set(2, NOON);
  await pass(1500);
  expect(ticks.map(([no]) => no)).toEqual(expect.arrayContaining([1, 2]));
  await clock.stop();
});

test("a session whose tick fails is tried now and then, and holds up no other", async () => {
  const due = new Map([
    [1, NOON],
    [2, NOON + 50],
  ]);
  const ticks: number[] = [];
  const { clock, failures, looks } = clockOver(due, {
    async tick(no) {
      if (no === 1) throw new Error("poisoned");
      ticks.push(no);
      due.delete(no);
    },
  });
  clock.wake();
  await pass(10_000);
  expect(ticks).toEqual([2]);
  expect(failures.length).toBeGreaterThanOrEqual(5);
  expect(failures.length).toBeLessThanOrEqual(11);
  expect(looks.count).toBeLessThan(60);
  await clock.stop();
});

test("a tick that changes nothing does not make it run hot", async () => {
  const { clock, looks } = clockOver(new Map([[1, NOON]]), { tick: async () => {} });
  clock.wake();
  await pass(1000);
  expect(looks.count).toBeLessThanOrEqual(60);
  await clock.stop();
});

test("a session that takes long holds up only the few that are moved with it", async () => {
  let release = () => {};
  const ticks: number[] = [];
  const { clock } = clockOver(
    new Map([
      [1, NOON],
      [2, NOON],
    ]),
    {
      tick(no) {
        ticks.push(no);
        return no === 1
          ? new Promise((resolve) => {
              release = resolve;
            })
          : Promise.resolve();
      },
    },
  );
  clock.wake();
  await pass(0);
  expect(ticks).toEqual([1, 2]);
  const stopped = clock.stop();
  release();
  await stopped;
});

test("stopping waits for the look under way and is final", async () => {
  let release = () => {};
  const due = new Map([[1, NOON]]);
  const { clock, looks } = clockOver(due, {
    tick: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  });
  clock.wake();
  await pass(0);
  let isStopped = false;
  const stopping = clock.stop().then(() => {
    isStopped = true;
  });
  await pass(100);
  expect(isStopped).toBe(false);
  release();
  await stopping;
  const count = looks.count;
  clock.wake();
  await pass(5000);
  expect(looks.count).toBe(count);
  expect(jest.getTimerCount()).toBe(0);
});
