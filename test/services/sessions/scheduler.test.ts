import { jest } from "@jest/globals";
import { Scheduler, type SchedulerTasks } from "../../../services/sessions/scheduler.ts";
import { NOON } from "../../harness/session-record.ts";

/** A scheduler whose due times are in a map by session number. It records each tick with the ms since noon. */
function createScheduler(due: Map<number, number>, tasks: Partial<SchedulerTasks> = {}) {
  const ticks: [number, number][] = [];
  const failures: unknown[] = [];
  const rounds = { count: 0 };
  const notExcluded = (excluded: readonly number[]) => [...due].filter(([no]) => !excluded.includes(no));
  const scheduler = new Scheduler({
    async dueSessions(now, excluded) {
      rounds.count++;
      return notExcluded(excluded)
        .filter(([, at]) => at <= now)
        .map(([no]) => no);
    },
    async nextDueAt(excluded) {
      const times = notExcluded(excluded).map(([, at]) => at);
      return times.length === 0 ? null : Math.min(...times);
    },
    async tick(no) {
      ticks.push([no, Date.now() - NOON]);
      due.delete(no);
    },
    onError: (error) => failures.push(error),
    ...tasks,
  });
  return { scheduler, ticks, failures, rounds };
}

const advance = (ms: number) => jest.advanceTimersByTimeAsync(ms);

beforeEach(() => jest.useFakeTimers({ now: NOON }));
afterEach(() => jest.useRealTimers());

test("each session is processed when it is due", async () => {
  const { scheduler, ticks } = createScheduler(
    new Map([
      [1, NOON + 120],
      [2, NOON],
      [3, NOON + 1700],
    ]),
  );
  scheduler.wake();
  await advance(3000);
  expect(ticks).toEqual([
    [2, 0],
    [1, 120],
    [3, 1700],
  ]);
  await scheduler.stop();
});

test("wake runs a round at once", async () => {
  const due = new Map<number, number>();
  const { scheduler, ticks } = createScheduler(due);
  scheduler.wake();
  await advance(100);
  due.set(2, NOON + 100);
  scheduler.wake();
  await advance(0);
  expect(ticks).toEqual([[2, 100]]);
  await scheduler.stop();
});

test("wake during a round causes another round right after it, as the first may have read the due times too early", async () => {
  const due = new Map<number, number>();
  let resolveNextDueAt = () => {};
  const { scheduler, ticks } = createScheduler(due, {
    nextDueAt: () =>
      new Promise((resolve) => {
        resolveNextDueAt = () => resolve(null);
      }),
  });
  scheduler.wake();
  await advance(0);
  due.set(1, NOON);
  scheduler.wake();
  resolveNextDueAt();
  await advance(1);
  expect(ticks.map(([no]) => no)).toEqual([1]);
  resolveNextDueAt();
  await scheduler.stop();
});

test("a session that another node has scheduled is processed within half a second, without wake", async () => {
  const due = new Map<number, number>();
  const { scheduler, ticks } = createScheduler(due);
  scheduler.wake();
  await advance(10);
  due.set(1, NOON + 11);
  await advance(500);
  expect(ticks).toHaveLength(1);
  await scheduler.stop();
});

test("when the database is available again, work continues", async () => {
  const due = new Map([[1, NOON + 100]]);
  let isUnavailable = true;
  const { scheduler, ticks, failures } = createScheduler(due, {
    nextDueAt: async () => {
      if (isUnavailable) throw new Error("unavailable");
      return null;
    },
  });
  scheduler.wake();
  await advance(3500);
  expect(failures.length).toBeGreaterThanOrEqual(3);
  expect(failures.length).toBeLessThanOrEqual(5);
  isUnavailable = false;
  due.set(2, NOON);
  await advance(1500);
  expect(ticks.map(([no]) => no)).toEqual(expect.arrayContaining([1, 2]));
  await scheduler.stop();
});

test("a session whose tick fails is retried about once per second, and does not delay the others", async () => {
  const due = new Map([
    [1, NOON],
    [2, NOON + 50],
  ]);
  const ticks: number[] = [];
  const { scheduler, failures, rounds } = createScheduler(due, {
    async tick(no) {
      if (no === 1) throw new Error("fails every time");
      ticks.push(no);
      due.delete(no);
    },
  });
  scheduler.wake();
  await advance(10_000);
  expect(ticks).toEqual([2]);
  expect(failures.length).toBeGreaterThanOrEqual(5);
  expect(failures.length).toBeLessThanOrEqual(11);
  expect(rounds.count).toBeLessThan(60);
  await scheduler.stop();
});

test("a tick that changes nothing does not cause a busy loop", async () => {
  const { scheduler, rounds } = createScheduler(new Map([[1, NOON]]), { tick: async () => {} });
  scheduler.wake();
  await advance(1000);
  expect(rounds.count).toBeLessThanOrEqual(60);
  await scheduler.stop();
});

test("a slow session does not delay one that is processed at the same time", async () => {
  let release = () => {};
  const ticks: number[] = [];
  const { scheduler } = createScheduler(
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
  scheduler.wake();
  await advance(0);
  expect(ticks).toEqual([1, 2]);
  const stopped = scheduler.stop();
  release();
  await stopped;
});

test("stop waits for the running round, and no round runs after it", async () => {
  let release = () => {};
  const due = new Map([[1, NOON]]);
  const { scheduler, rounds } = createScheduler(due, {
    tick: () =>
      new Promise((resolve) => {
        release = resolve;
      }),
  });
  scheduler.wake();
  await advance(0);
  let isStopped = false;
  const stopping = scheduler.stop().then(() => {
    isStopped = true;
  });
  await advance(100);
  expect(isStopped).toBe(false);
  release();
  await stopping;
  const count = rounds.count;
  scheduler.wake();
  await advance(5000);
  expect(rounds.count).toBe(count);
  expect(jest.getTimerCount()).toBe(0);
});
