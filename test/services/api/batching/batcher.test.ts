import { jest } from "@jest/globals";
import { TryAgain } from "../../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "../../../../services/api/batching/batcher.ts";

/** A batcher whose batches wait in `sent` until the test answers them. */
function manualBatcher(limits: Partial<BatcherLimits> = {}) {
  const sent: {
    items: number[];
    answer: (results: string[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const batcher = new Batcher<number, string>(
    { maxWaitMs: 4, maxBatch: 3, maxPending: 100, ...limits },
    (items) => new Promise((answer, fail) => sent.push({ items, answer, fail })),
  );
  return { batcher, sent, batches: () => sent.map(({ items }) => items) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("items within the window are sent as one batch when the window ends", () => {
  const { batcher, batches } = manualBatcher();
  void batcher.add(1);
  jest.advanceTimersByTime(3);
  void batcher.add(2);
  expect(batches()).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(batches()).toEqual([[1, 2]]);
});

test("a full batch is sent at once, and the next one has its own window", () => {
  const { batcher, batches } = manualBatcher();
  for (const item of [1, 2, 3]) void batcher.add(item);
  expect(batches()).toEqual([[1, 2, 3]]);
  jest.advanceTimersByTime(2);
  void batcher.add(4);
  jest.advanceTimersByTime(3);
  expect(batches()).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(batches()).toEqual([[1, 2, 3], [4]]);
});

test("the window is full under load, and short under low load", () => {
  const { batcher, batches } = manualBatcher({ maxWaitMs: 30, maxBatch: 10 });
  const add = (count: number) => {
    for (let item = 1; item <= count; item++) void batcher.add(item);
  };
  add(8);
  jest.advanceTimersByTime(4);
  expect(batches()).toHaveLength(1);
  add(7);
  jest.advanceTimersByTime(29);
  expect(batches()).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(batches()).toHaveLength(2);
  add(1);
  jest.advanceTimersByTime(4);
  expect(batches()).toHaveLength(3);
});

test("a window of 0 collects the items of one turn of the event loop", () => {
  const { batcher, batches } = manualBatcher({ maxWaitMs: 0 });
  void batcher.add(1);
  void batcher.add(2);
  expect(batches()).toEqual([]);
  jest.runOnlyPendingTimers();
  expect(batches()).toEqual([[1, 2]]);
});

test("every caller gets the result for its own item, in whatever order the batches return", async () => {
  const { batcher, sent } = manualBatcher({ maxBatch: 2 });
  const results = [1, 2, 3, 4].map((item) => batcher.add(item));
  sent[1]?.answer(["three", "four"]);
  sent[0]?.answer(["one", "two"]);
  expect(await Promise.all(results)).toEqual(["one", "two", "three", "four"]);
});

test("an error reaches all callers of its batch, and no others", async () => {
  const { batcher, sent } = manualBatcher({ maxBatch: 2 });
  const results = Promise.allSettled([1, 2, 3, 4].map((item) => batcher.add(item)));
  const lost = new Error("lost");
  sent[0]?.fail(lost);
  sent[1]?.answer(["three", "four"]);
  expect(await results).toEqual([
    { status: "rejected", reason: lost },
    { status: "rejected", reason: lost },
    { status: "fulfilled", value: "three" },
    { status: "fulfilled", value: "four" },
  ]);
});

test("a batch with a wrong number of results is an error for all of its callers", async () => {
  const { batcher, sent } = manualBatcher({ maxBatch: 2 });
  const results = Promise.allSettled([batcher.add(1), batcher.add(2)]);
  sent[0]?.answer(["one"]);
  expect((await results).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("with too many pending items one more is refused at once, until there is room again", async () => {
  const { batcher, sent } = manualBatcher({ maxBatch: 2, maxPending: 3 });
  const first = Promise.all([batcher.add(1), batcher.add(2)]);
  void batcher.add(3);
  await expect(batcher.add(4)).rejects.toThrow(TryAgain);
  expect(batcher.pending).toBe(3);
  sent[0]?.answer(["one", "two"]);
  await first;
  await jest.advanceTimersByTimeAsync(0);
  expect(batcher.pending).toBe(1);
  void batcher.add(5);
  expect(sent[1]?.items).toEqual([3, 5]);
});

test("a failed batch makes room too", async () => {
  const { batcher, sent } = manualBatcher({ maxBatch: 1, maxPending: 1 });
  const failing = batcher.add(1);
  sent[0]?.fail(new Error("lost"));
  await expect(failing).rejects.toThrow("lost");
  await jest.advanceTimersByTimeAsync(0);
  expect(batcher.pending).toBe(0);
});

test("it is drained when every caller has its result, also those that came meanwhile", async () => {
  const { batcher, sent } = manualBatcher();
  const log: string[] = [];
  const add = async (item: number) => log.push(await batcher.add(item).catch(() => "failed"));
  const all = [add(1)];
  void batcher.drained().then(() => log.push("drained"));
  jest.advanceTimersByTime(4);
  all.push(add(2));
  sent[0]!.answer(["one"]);
  await all[0];
  await jest.advanceTimersByTimeAsync(4);
  expect(log).toEqual(["one"]);
  sent[1]!.fail(new Error());
  await all[1];
  await jest.runAllTimersAsync();
  expect(log).toEqual(["one", "failed", "drained"]);
  await batcher.drained();
});
