import { jest } from "@jest/globals";
import { type Refreshed, Refresher } from "../../../../services/stats/live/refresh-scheduler.ts";

const BOUNDS = { minMs: 250, maxMs: 5000 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A refresher whose refreshes take what they are told to, and are counted. */
function started({ rows = 0, tookMs = 0, costMs = () => tookMs } = {}) {
  const log = { starts: [] as number[], running: 0, mostRunning: 0, errors: [] as unknown[] };
  const failing = { with: undefined as Error | undefined };
  const refresh = async (): Promise<Refreshed> => {
    log.starts.push(performance.now());
    log.mostRunning = Math.max(log.mostRunning, ++log.running);
    await new Promise((resolve) => setTimeout(resolve, tookMs));
    log.running--;
    if (failing.with) throw failing.with;
    return { rows, costMs: costMs() };
  };
  return { refresher: new Refresher(BOUNDS, refresh, (error) => log.errors.push(error)), log, failing };
}

test("nothing has happened, nothing is done", async () => {
  const { log } = started();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toEqual([]);
});

test("the first rows show at once, the next after the minimum, and then it rests", async () => {
  const { refresher, log } = started({ rows: 10 });
  refresher.rows(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(log.starts).toHaveLength(1);
  refresher.rows(1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toHaveLength(2);
  expect(log.starts[1]! - log.starts[0]!).toBe(250);
});

test("a trickle on a huge board waits for the maximum; a flood brings it forward", async () => {
  const { refresher, log } = started({ rows: 1_000_000, costMs: () => 60 });
  await Promise.all([refresher.now(), jest.advanceTimersByTimeAsync(1)]);
  refresher.rows(1);
  await jest.advanceTimersByTimeAsync(900);
  expect(log.starts).toHaveLength(1);
  refresher.rows(30_000);
  await jest.advanceTimersByTimeAsync(1);
  expect(log.starts).toHaveLength(2);
  refresher.rows(1);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts[2]! - log.starts[1]!).toBe(5000);
});

test("what may wait waits for the maximum", async () => {
  const { refresher, log } = started();
  await Promise.all([refresher.now(), jest.advanceTimersByTimeAsync(1)]);
  refresher.slowly();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts[1]! - log.starts[0]!).toBe(5000);
});

test("one at a time; whoever asks meanwhile waits for one that begins afterwards", async () => {
  const { refresher, log } = started({ tookMs: 100 });
  const first = refresher.now();
  await jest.advanceTimersByTimeAsync(50);
  const second = refresher.now();
  expect(refresher.now()).toBe(second);
  refresher.rows(5);
  refresher.soon();
  await Promise.all([first, second, jest.advanceTimersByTimeAsync(200)]);
  expect(log).toMatchObject({ mostRunning: 1, running: 0 });
  expect(log.starts).toHaveLength(2);
});

test("a refresh takes a tenth of the time at most", async () => {
  const { refresher, log } = started({ tookMs: 100 });
  for (let turn = 0; turn < 400; turn++) {
    refresher.rows(1000);
    await jest.advanceTimersByTimeAsync(10);
  }
  expect(log.starts.length).toBeGreaterThan(2);
  for (let i = 1; i < log.starts.length; i++) {
    expect(log.starts[i]! - log.starts[i - 1]!).toBeGreaterThanOrEqual(1000);
  }
});

test("one refresh that had to wait does not put off the next; two in a row do", async () => {
  const costs = [1, 400, 400, 400];
  const { refresher, log } = started({ rows: 10, costMs: () => costs.shift() ?? 1 });
  for (let turn = 0; turn < 600; turn++) {
    refresher.rows(1);
    await jest.advanceTimersByTimeAsync(10);
  }
  const gaps = log.starts.slice(1, 4).map((start, index) => Math.round((start - log.starts[index]!) / 100));
  expect(gaps).toEqual([3, 3, 40]);
});

test("a failure is reported to whoever waits, and tried again ever more slowly until it works", async () => {
  const { refresher, log, failing } = started();
  failing.with = new Error("no database");
  refresher.soon();
  const asked = expect(refresher.now()).rejects.toThrow("no database");
  await jest.advanceTimersByTimeAsync(60_000);
  await asked;
  const tries = log.starts.length;
  expect(tries).toBeGreaterThan(8);
  expect(tries).toBeLessThan(40);
  expect(log.starts.at(-1)! - log.starts.at(-2)!).toBeGreaterThanOrEqual(2500);
  expect(log.errors).toHaveLength(tries);
  failing.with = undefined;
  await jest.advanceTimersByTimeAsync(5000);
  expect(log.starts).toHaveLength(tries + 1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toHaveLength(tries + 1);
});

test("after stopping nothing runs, and nobody waits", async () => {
  const { refresher, log } = started();
  const waiting = expect(refresher.now()).rejects.toThrow("no longer");
  refresher.stop();
  refresher.rows(1);
  refresher.soon();
  await expect(refresher.now()).rejects.toThrow("no longer");
  await waiting;
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts).toEqual([]);
});
