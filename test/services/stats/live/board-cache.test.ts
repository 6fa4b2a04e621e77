import { BoardCache } from "../../../../services/stats/live/board-cache.ts";

class FakeBoard {
  bytes: number;
  stopped = false;
  constructor(bytes: number) {
    this.bytes = bytes;
  }
  stop(): void {
    this.stopped = true;
  }
}

/** A cache of `maxBytes` with boards of these sizes, numbered from 1. */
function cacheOf(maxBytes: number, sizes: number[]) {
  const evicted: number[] = [];
  const cache = new BoardCache<FakeBoard>(maxBytes, (no) => evicted.push(no));
  const boards = sizes.map((bytes) => new FakeBoard(bytes));
  for (const [index, board] of boards.entries()) cache.set(index + 1, board);
  return { cache, boards, evicted };
}

test("boards are limited by their bytes: many small boards fit, and a few large ones do not", () => {
  expect(cacheOf(1000, new Array(100).fill(10)).evicted).toEqual([]);
  const { cache, boards, evicted } = cacheOf(1000, [400, 400, 400]);
  expect(evicted).toEqual([1]);
  expect(boards.map((board) => board.stopped)).toEqual([true, false, false]);
  expect(cache.bytes).toBe(800);
});

test("when a board grows, the least recently used board is evicted", () => {
  const { cache, boards, evicted } = cacheOf(1000, [300, 300, 300]);
  cache.get(1);
  cache.peek(2);
  boards[2]!.bytes = 600;
  cache.updateSize(3);
  expect(evicted).toEqual([2]);
  expect([...cache.entries()].map(([no]) => no)).toEqual([3, 1]);
  expect(cache.bytes).toBe(900);
});

test("a board that is larger than the limit stays, alone", () => {
  const { cache, boards, evicted } = cacheOf(1000, [300, 300]);
  cache.get(1);
  boards[0]!.bytes = 5000;
  cache.updateSize(1);
  expect(evicted).toEqual([2]);
  expect(cache.size).toBe(1);
});

test("a deleted or replaced board is stopped and no longer counted, and does not count as evicted", () => {
  const { cache, boards, evicted } = cacheOf(1000, [300, 300]);
  cache.delete(1);
  cache.set(2, new FakeBoard(100));
  cache.updateSize(1);
  expect(cache.bytes).toBe(100);
  expect(boards.every((board) => board.stopped)).toBe(true);
  cache.clear();
  expect([cache.size, cache.bytes, evicted.length]).toEqual([0, 0, 0]);
});
