import { jest } from "@jest/globals";
import { RefreshScheduler, type RefreshSummary } from "../../../../services/stats/live/refresh-scheduler.ts";

const BOUNDS = { minMs: 250, maxMs: 5000 };

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** A scheduler whose refreshes take `tookMs` and report `costMs`, with a log of them. */
function createScheduler({ rowsPerQuestion = 0, tookMs = 0, costMs = () => tookMs } = {}) {
  const log = { starts: [] as number[], running: 0, maxRunning: 0, errors: [] as unknown[] };
  const failure = { error: undefined as Error | undefined };
  const refresh = async (): Promise<RefreshSummary> => {
    log.starts.push(performance.now());
    log.maxRunning = Math.max(log.maxRunning, ++log.running);
    await new Promise((resolve) => setTimeout(resolve, tookMs));
    log.running--;
    if (failure.error) throw failure.error;
    return { rowsPerQuestion, costMs: costMs() };
  };
  return {
    scheduler: new RefreshScheduler(BOUNDS, refresh, (error) => log.errors.push(error)),
    log,
    failure,
  };
}

test("if nothing happens, nothing is refreshed", async () => {
  const { log } = createScheduler();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toEqual([]);
});

test("the first rows show at once, the next after the minimum, and then no refresh runs", async () => {
  const { scheduler, log } = createScheduler({ rowsPerQuestion: 10 });
  scheduler.rowsStored(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(log.starts).toHaveLength(1);
  scheduler.rowsStored(1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toHaveLength(2);
  expect(log.starts[1]! - log.starts[0]!).toBe(250);
});

test("few rows on a huge board wait for the maximum interval; many rows do not", async () => {
  const { scheduler, log } = createScheduler({ rowsPerQuestion: 1_000_000, costMs: () => 60 });
  await Promise.all([scheduler.runNow(), jest.advanceTimersByTimeAsync(1)]);
  scheduler.rowsStored(1);
  await jest.advanceTimersByTimeAsync(900);
  expect(log.starts).toHaveLength(1);
  scheduler.rowsStored(30_000);
  await jest.advanceTimersByTimeAsync(1);
  expect(log.starts).toHaveLength(2);
  scheduler.rowsStored(1);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts[2]! - log.starts[1]!).toBe(5000);
});

test("a request within the maximum interval waits for it", async () => {
  const { scheduler, log } = createScheduler();
  await Promise.all([scheduler.runNow(), jest.advanceTimersByTimeAsync(1)]);
  scheduler.requestWithinMaxInterval();
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts[1]! - log.starts[0]!).toBe(5000);
});

test("one refresh runs at a time; a call during a refresh waits for the next one", async () => {
  const { scheduler, log } = createScheduler({ tookMs: 100 });
  const first = scheduler.runNow();
  await jest.advanceTimersByTimeAsync(50);
  const second = scheduler.runNow();
  expect(scheduler.runNow()).toBe(second);
  scheduler.rowsStored(5);
  scheduler.requestSoon();
  await Promise.all([first, second, jest.advanceTimersByTimeAsync(200)]);
  expect(log).toMatchObject({ maxRunning: 1, running: 0 });
  expect(log.starts).toHaveLength(2);
});

test("refreshes take at most a tenth of the time", async () => {
  const { scheduler, log } = createScheduler({ tookMs: 100 });
  for (let turn = 0; turn < 400; turn++) {
    scheduler.rowsStored(1000);
    await jest.advanceTimersByTimeAsync(10);
  }
  expect(log.starts.length).toBeGreaterThan(2);
  for (let i = 1; i < log.starts.length; i++) {
    expect(log.starts[i]! - log.starts[i - 1]!).toBeGreaterThanOrEqual(1000);
  }
});

test("one expensive refresh does not delay the next one; two in a row do", async () => {
  const costs = [1, 400, 400, 400];
  const { scheduler, log } = createScheduler({ rowsPerQuestion: 10, costMs: () => costs.shift() ?? 1 });
  for (let turn = 0; turn < 600; turn++) {
    scheduler.rowsStored(1);
    await jest.advanceTimersByTimeAsync(10);
  }
  const gaps = log.starts.slice(1, 4).map((start, index) => Math.round((start - log.starts[index]!) / 100));
  expect(gaps).toEqual([3, 3, 40]);
});

test("a failure rejects the waiting call, and is retried with backoff until it succeeds", async () => {
  const { scheduler, log, failure } = createScheduler();
  failure.error = new Error("no database");
  scheduler.requestSoon();
  const rejected = expect(scheduler.runNow()).rejects.toThrow("no database");
  await jest.advanceTimersByTimeAsync(60_000);
  await rejected;
  const attempts = log.starts.length;
  expect(attempts).toBeGreaterThan(8);
  expect(attempts).toBeLessThan(40);
  expect(log.starts.at(-1)! - log.starts.at(-2)!).toBeGreaterThanOrEqual(2500);
  expect(log.errors).toHaveLength(attempts);
  failure.error = undefined;
  await jest.advanceTimersByTimeAsync(5000);
  expect(log.starts).toHaveLength(attempts + 1);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(log.starts).toHaveLength(attempts + 1);
});

test("after stop, nothing runs and no call waits", async () => {
  const { scheduler, log } = createScheduler();
  const waiting = expect(scheduler.runNow()).rejects.toThrow("no longer");
  scheduler.stop();
  scheduler.rowsStored(1);
  scheduler.requestSoon();
  await expect(scheduler.runNow()).rejects.toThrow("no longer");
  await waiting;
  await jest.advanceTimersByTimeAsync(10_000);
  expect(log.starts).toEqual([]);
});
