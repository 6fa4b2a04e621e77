import { jest } from "@jest/globals";
import { TryAgain } from "../../../platform/errors.ts";
import type { AnswerBatch, StoreOutcome } from "../../../services/answers/answer-batch.ts";
import { GroupCommit, type GroupCommitLimits } from "../../../services/answers/group-commit.ts";
import { batchOf } from "./answer-rows.ts";

/** A group commit whose writes wait in `writes` until a test ends them. The outcome of each row contains its player. */
function controlledCommit(limits: Partial<GroupCommitLimits> = {}) {
  const writes: { batch: AnswerBatch; done: () => void; fail: (error: Error) => void }[] = [];
  const commit = new GroupCommit(
    { maxRowsPerWrite: 10, maxQueuedRows: 10, maxQueueAgeMs: 1000, maxConcurrentWrites: 1, ...limits },
    (batch) =>
      new Promise((resolve, fail) => {
        const outcomes = batch.player.map((player) => outcomeOf(player));
        writes.push({ batch, done: () => resolve(outcomes), fail });
      }),
  );
  return { commit, writes };
}

const outcomeOf = (player: number): StoreOutcome => ({
  kind: "duplicate",
  existing: { choice: player, response: null, elapsedMs: 0, points: 0, correct: null, receivedAt: 0 },
});
const players = (...numbers: number[]) => batchOf(...numbers.map((player) => ({ player })));
const outcomes = (...numbers: number[]) => numbers.map(outcomeOf);

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test("the first write begins at once; batches that arrive meanwhile are written together", async () => {
  const { commit, writes } = controlledCommit();
  const first = commit.submit(players(1));
  const second = commit.submit(players(2, 3));
  const third = commit.submit(players(4));
  expect(writes.map(({ batch }) => batch.player)).toEqual([[1]]);
  writes[0]!.done();
  expect(await first).toEqual(outcomes(1));
  await jest.advanceTimersByTimeAsync(0);
  expect(writes.map(({ batch }) => batch.player)).toEqual([[1], [2, 3, 4]]);
  writes[1]!.done();
  expect(await second).toEqual(outcomes(2, 3));
  expect(await third).toEqual(outcomes(4));
});

test("a write has a maximum size; the rest goes into the next one, in order", async () => {
  const { commit, writes } = controlledCommit({ maxRowsPerWrite: 3 });
  for (const numbers of [[1], [2, 3], [4, 5], [6]]) void commit.submit(players(...numbers));
  for (const write of [0, 1, 2]) {
    writes[write]!.done();
    await jest.advanceTimersByTimeAsync(0);
  }
  expect(writes.map(({ batch }) => batch.player)).toEqual([[1], [2, 3], [4, 5, 6]]);
});

test("a batch larger than the maximum is written in one piece", () => {
  const { commit, writes } = controlledCommit({ maxRowsPerWrite: 2 });
  void commit.submit(players(1, 2, 3));
  expect(writes[0]!.batch.player).toEqual([1, 2, 3]);
});

test("there are as many concurrent writes as writers", () => {
  const { commit, writes } = controlledCommit({ maxConcurrentWrites: 2 });
  for (const player of [1, 2, 3]) void commit.submit(players(player));
  expect(writes.map(({ batch }) => batch.player)).toEqual([[1], [2]]);
});

test("past the bound of queued rows a batch is rejected at once", async () => {
  const { commit, writes } = controlledCommit({ maxQueuedRows: 3 });
  void commit.submit(players(1, 2, 3));
  const waiting = commit.submit(players(4, 5));
  await expect(commit.submit(players(6, 7))).rejects.toThrow(TryAgain);
  expect(commit.queuedRows).toBe(2);
  void commit.submit(players(8));
  writes[0]!.done();
  await jest.advanceTimersByTimeAsync(0);
  expect(commit.queuedRows).toBe(0);
  writes[1]!.done();
  expect(await waiting).toEqual(outcomes(4, 5));
});

test("a batch that waited too long is rejected; the running write and later batches are not", async () => {
  const { commit, writes } = controlledCommit({ maxQueueAgeMs: 1000 });
  const written = commit.submit(players(1));
  const old = commit.submit(players(2));
  const refused = expect(old).rejects.toThrow(TryAgain);
  await jest.advanceTimersByTimeAsync(900);
  const young = commit.submit(players(3));
  await jest.advanceTimersByTimeAsync(300);
  await refused;
  writes[0]!.done();
  expect(await written).toEqual(outcomes(1));
  await jest.advanceTimersByTimeAsync(0);
  expect(writes[1]!.batch.player).toEqual([3]);
  writes[1]!.done();
  expect(await young).toEqual(outcomes(3));
});

test("an error rejects all batches of its write, and none of the next", async () => {
  const { commit, writes } = controlledCommit();
  void commit.submit(players(0));
  const failing = Promise.allSettled([commit.submit(players(1)), commit.submit(players(2))]);
  writes[0]!.done();
  await jest.advanceTimersByTimeAsync(0);
  const next = commit.submit(players(3));
  const lost = new Error("lost");
  writes[1]!.fail(lost);
  expect(await failing).toEqual([
    { status: "rejected", reason: lost },
    { status: "rejected", reason: lost },
  ]);
  writes[2]!.done();
  expect(await next).toEqual(outcomes(3));
});

test("an empty batch causes no write, and an idle group commit has no timer", async () => {
  const { commit, writes } = controlledCommit();
  expect(await commit.submit(batchOf())).toEqual([]);
  const one = commit.submit(players(1));
  writes[0]!.done();
  await one;
  await jest.advanceTimersByTimeAsync(0);
  expect(writes).toHaveLength(1);
  expect(jest.getTimerCount()).toBe(0);
});
