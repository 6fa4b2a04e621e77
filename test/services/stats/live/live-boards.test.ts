import { jest } from "@jest/globals";
import { EmbeddedCache } from "../../../../platform/cache/shared-cache.ts";
import { FinalTables } from "../../../../services/stats/analysis/report-tables.ts";
import type { Surroundings } from "../../../../services/stats/live/board-dependencies.ts";
import { LiveBoards } from "../../../../services/stats/live/live-boards.ts";
import { RefreshMeter } from "../../../../services/stats/live/refresh-metrics.ts";
import type { StatsThreads } from "../../../../services/stats/worker/worker-pools.ts";
import { sessionOf } from "../game.ts";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** The boards of a node that knows its sessions, and whose database never answers. @param asked which it looks up */
function boardsOf(owned: Set<number>, asked: number[] = []) {
  const node: Surroundings = {
    bounds: { minMs: 250, maxMs: 5000 },
    name: "node",
    meter: new RefreshMeter(),
    tables: new FinalTables(),
    threads: {} as StatsThreads,
    cache: new EmbeddedCache(),
    session: async (no) => {
      asked.push(no);
      return { session: sessionOf(no), corrections: [] };
    },
    content: async () => ({ title: "", questions: [] }),
    boardsBytes: 2 ** 30,
    letGo: () => {},
    announce: async () => {},
    database: () => new Promise(() => {}),
    failed: () => {},
  };
  return new LiveBoards(node, (sessionNo) => owned.has(sessionNo));
}

test("a board that has moved to another node is let go by the next sweep", async () => {
  const owned = new Set([1, 2]);
  const boards = boardsOf(owned);
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  owned.delete(2);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(boards.states([1, 2]).boards.map(Boolean)).toEqual([true, false]);
  boards.stop();
});

test("a board that nobody needs is let go, though its session was never ended; one that is used stays", async () => {
  const boards = boardsOf(new Set([1, 2]));
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  for (let minute = 0; minute < 12; minute++) {
    boards.answersStored({ session: 1, rows: 1 });
    await jest.advanceTimersByTimeAsync(60_000);
  }
  expect(boards.states([1, 2]).boards.map(Boolean)).toEqual([true, false]);
  boards.stop();
});

test("a session that is in use is looked up now and then, in case an event was lost; an idle one costs nothing", async () => {
  const asked: number[] = [];
  const boards = boardsOf(new Set([1, 2]), asked);
  for (const no of [1, 2]) boards.sessionChanged({ session: sessionOf(no) });
  await jest.advanceTimersByTimeAsync(120_000);
  asked.length = 0;
  for (let minute = 0; minute < 5; minute++) {
    boards.answersStored({ session: 1, rows: 1 });
    await jest.advanceTimersByTimeAsync(60_000);
  }
  expect(asked).toEqual([1, 1, 1, 1, 1]);
  await boards.recheck();
  expect(asked.slice(5).toSorted()).toEqual([1, 2]);
  boards.stop();
});

test("the boards of a node that has gone are taken up by the one that they have come to, if they are open", async () => {
  const owned = new Set<number>();
  const boards = boardsOf(owned);
  boards.sessionChanged({ session: sessionOf(1) });
  boards.sessionChanged({ session: { ...sessionOf(2), endedAt: Date.now() } });
  boards.sessionChanged({ session: sessionOf(3) });
  owned.add(1).add(2);
  boards.takeUp();
  expect(boards.states([1, 2, 3]).boards.map(Boolean)).toEqual([true, false, false]);
  boards.stop();
});
