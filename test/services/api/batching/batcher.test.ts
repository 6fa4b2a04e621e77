import { jest } from "@jest/globals";
import { TryAgain } from "../../../../platform/errors.ts";
import { Coalescer, type CoalescerLimits } from "../../../../services/api/batching/batcher.ts";

/** A coalescer whose batches are sent by hand: each waits in `sent` until it is answered. */
function byHand(limits: Partial<CoalescerLimits> = {}) {
  const sent: {
    items: number[];
    answer: (verdicts: string[]) => void;
    fail: (error: Error) => void;
  }[] = [];
  const coalescer = new Coalescer<number, string>(
    { windowMs: 4, batch: 3, queue: 100, ...limits },
    (items) => new Promise((answer, fail) => sent.push({ items, answer, fail })),
  );
  return { coalescer, sent, batches: () => sent.map(({ items }) => items) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("what comes within the window goes as one batch, when the window is over", () => {
  const { coalescer, batches } = byHand();
  void coalescer.add(1);
  jest.advanceTimersByTime(3);
  void coalescer.add(2);
  expect(batches()).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(batches()).toEqual([[1, 2]]);
});

test("a full batch goes at once, and the next one has a window of its own", () => {
  const { coalescer, batches } = byHand();
  for (const item of [1, 2, 3]) void coalescer.add(item);
  expect(batches()).toEqual([[1, 2, 3]]);
  jest.advanceTimersByTime(2);
  void coalescer.add(4);
  jest.advanceTimersByTime(3);
  expect(batches()).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(batches()).toEqual([[1, 2, 3], [4]]);
});

test("the whole window is for times in which company comes; in quiet ones it is short", () => {
  const { coalescer, batches } = byHand({ windowMs: 30, batch: 10 });
  const add = (count: number) => {
    for (let item = 1; item <= count; item++) void coalescer.add(item);
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

test("a window of 0 gathers what one turn brings", () => {
  const { coalescer, batches } = byHand({ windowMs: 0 });
  void coalescer.add(1);
  void coalescer.add(2);
  expect(batches()).toEqual([]);
  jest.runOnlyPendingTimers();
  expect(batches()).toEqual([[1, 2]]);
});

test("every caller gets the verdict on their own item, whatever order the batches come back in", async () => {
  const { coalescer, sent } = byHand({ batch: 2 });
  const verdicts = [1, 2, 3, 4].map((item) => coalescer.add(item));
  sent[1]?.answer(["three", "four"]);
  sent[0]?.answer(["one", "two"]);
  expect(await Promise.all(verdicts)).toEqual(["one", "two", "three", "four"]);
});

test("an error reaches all callers of its batch and none of another", async () => {
  const { coalescer, sent } = byHand({ batch: 2 });
  const verdicts = [1, 2, 3, 4].map((item) => coalescer.add(item));
  const settled = Promise.allSettled(verdicts);
  const lost = new Error("lost");
  sent[0]?.fail(lost);
  sent[1]?.answer(["three", "four"]);
  expect(await settled).toEqual([
    { status: "rejected", reason: lost },
    { status: "rejected", reason: lost },
    { status: "fulfilled", value: "three" },
    { status: "fulfilled", value: "four" },
  ]);
});

test("a batch that comes back with another length is an error for all of it, not another's verdict", async () => {
  const { coalescer, sent } = byHand({ batch: 2 });
  const settled = Promise.allSettled([coalescer.add(1), coalescer.add(2)]);
  sent[0]?.answer(["one"]);
  expect((await settled).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("past the bound one is refused at once, until there is room again", async () => {
  const { coalescer, sent } = byHand({ batch: 2, queue: 3 });
  const first = Promise.all([coalescer.add(1), coalescer.add(2)]);
  void coalescer.add(3);
  await expect(coalescer.add(4)).rejects.toThrow(TryAgain);
  expect(coalescer.held).toBe(3);
  sent[0]?.answer(["one", "two"]);
  await first;
  await jest.advanceTimersByTimeAsync(0);
  expect(coalescer.held).toBe(1);
  void coalescer.add(5);
  expect(sent[1]?.items).toEqual([3, 5]);
});

test("a failed batch makes room as well", async () => {
  const { coalescer, sent } = byHand({ batch: 1, queue: 1 });
  const refused = coalescer.add(1);
  sent[0]?.fail(new Error("lost"));
  await expect(refused).rejects.toThrow("lost");
  await jest.advanceTimersByTimeAsync(0);
  expect(coalescer.held).toBe(0);
});

test("it is empty once every caller has heard their verdict, those too who came meanwhile", async () => {
  const { coalescer, sent } = byHand();
  const heard: string[] = [];
  const add = async (item: number) => heard.push(await coalescer.add(item).catch(() => "failed"));
  const all = [add(1)];
  void coalescer.emptied().then(() => heard.push("empty"));
  jest.advanceTimersByTime(4);
  all.push(add(2));
  sent[0]!.answer(["one"]);
  await all[0];
  await jest.advanceTimersByTimeAsync(4);
  expect(heard).toEqual(["one"]);
  sent[1]!.fail(new Error());
  await all[1];
  await jest.runAllTimersAsync();
  expect(heard).toEqual(["one", "failed", "empty"]);
  await coalescer.emptied();
});
