import { jest } from "@jest/globals";
import { MemoryCache, snapshotKey } from "../../../../platform/cache/shared-cache.ts";
import { ReportTables } from "../../../../services/stats/analysis/report-tables.ts";
import type { BoardDependencies } from "../../../../services/stats/live/board-dependencies.ts";
import { LiveBoards } from "../../../../services/stats/live/live-boards.ts";
import { RefreshMetrics } from "../../../../services/stats/live/refresh-metrics.ts";
import type { WorkerPools } from "../../../../services/stats/worker/worker-pools.ts";
import { NO_CLOSING } from "../closing/no-closing.ts";
import { sessionOf } from "../sample-session.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** The boards of a node whose database never replies. @param lookedUp collects the sessions that it looks up */
function boardsOf(owned: Set<number>, lookedUp: number[] = [], cache = new MemoryCache()) {
  const dependencies: BoardDependencies = {
    intervalBounds: { minMs: 250, maxMs: 5000 },
    nodeId: "node",
    metrics: new RefreshMetrics(),
    reportTables: new ReportTables(),
    workers: {} as WorkerPools,
    cache,
    lookUpSession: async (no) => {
      lookedUp.push(no);
      return { session: sessionOf(no), corrections: [] };
    },
    lookUpContent: async () => ({ title: "", questions: [] }),
    maxBoardBytes: 2 ** 30,
    closing: NO_CLOSING,
    onEvict: () => {},
    announce: async () => {},
    database: () => new Promise(() => {}),
    onError: () => {},
  };
  return new LiveBoards(dependencies, (sessionNo) => owned.has(sessionNo));
}

test("the next sweep drops a board that another node owns now", async () => {
  const owned = new Set([1, 2]);
  const boards = boardsOf(owned);
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  owned.delete(2);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(boards.states([1, 2]).boards.map(Boolean)).toEqual([true, false]);
  boards.stop();
});

test("the board of a deleted session is dropped, and its owner deletes the snapshot in the shared cache", async () => {
  const cache = new MemoryCache();
  const boards = boardsOf(new Set([1, 2]), [], cache);
  for (const no of [1, 2]) {
    boards.sessionChanged({ session: sessionOf(no) });
    await cache.setIfNewer(snapshotKey(no), `snapshot ${no}`, 1, 60_000);
  }
  boards.sessionDeleted({ sessionNo: 1, sessionId: "one", code: "BCDFGH" });
  boards.adoptOrphans();
  expect(boards.states([1, 2]).boards.map(Boolean)).toEqual([false, true]);
  expect([await cache.get(snapshotKey(1)), await cache.get(snapshotKey(2))]).toEqual([
    undefined,
    "snapshot 2",
  ]);
  boards.stop();
});

test("an idle board is dropped, even if its session has not ended; a board in use stays", async () => {
  const boards = boardsOf(new Set([1, 2]));
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  for (let minute = 0; minute < 12; minute++) {
    boards.answersStored({ session: 1, rows: 1 });
    await jest.advanceTimersByTimeAsync(60_000);
  }
  expect(boards.states([1, 2]).boards.map(Boolean)).toEqual([true, false]);
  boards.stop();
});

test("a session in use is looked up now and then, as an event may be lost; an idle one is not", async () => {
  const lookedUp: number[] = [];
  const boards = boardsOf(new Set([1, 2]), lookedUp);
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  await jest.advanceTimersByTimeAsync(120_000);
  lookedUp.length = 0;
  for (let minute = 0; minute < 5; minute++) {
    boards.answersStored({ session: 1, rows: 1 });
    await jest.advanceTimersByTimeAsync(60_000);
  }
  expect(lookedUp).toEqual([1, 1, 1, 1, 1]);
  await boards.resync();
  expect(lookedUp.slice(5).toSorted()).toEqual([1, 2]);
  boards.stop();
});

test("the boards of a node that has gone are created by their new owner, if their sessions are open", async () => {
  const owned = new Set<number>();
  const boards = boardsOf(owned);
  boards.sessionChanged({ session: sessionOf(1) });
  boards.sessionChanged({ session: { ...sessionOf(2), endedAt: Date.now() } });
  boards.sessionChanged({ session: sessionOf(3) });
  owned.add(1).add(2);
  boards.adoptOrphans();
  expect(boards.states([1, 2, 3]).boards.map(Boolean)).toEqual([true, false, false]);
  boards.stop();
});
