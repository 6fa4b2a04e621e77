import { KeptBoards } from "../../../../services/stats/live/board-cache.ts";

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

function keep(most: number, sizes: number[]) {
  const gone: number[] = [];
  const kept = new KeptBoards<FakeBoard>(most, (no) => gone.push(no));
  const boards = sizes.map((bytes) => new FakeBoard(bytes));
  for (const [index, board] of boards.entries()) kept.set(index + 1, board);
  return { kept, boards, gone };
}

test("boards are counted by their bytes: many small ones stay where a few large ones do not", () => {
  expect(keep(1000, new Array(100).fill(10)).gone).toEqual([]);
  const { kept, boards, gone } = keep(1000, [400, 400, 400]);
  expect(gone).toEqual([1]);
  expect(boards.map((board) => board.stopped)).toEqual([true, false, false]);
  expect(kept.bytes).toBe(800);
});

test("a board that has grown makes the one go that was used longest ago", () => {
  const { kept, boards, gone } = keep(1000, [300, 300, 300]);
  kept.get(1);
  kept.peek(2);
  boards[2]!.bytes = 600;
  kept.measure(3);
  expect(gone).toEqual([2]);
  expect([...kept.entries()].map(([no]) => no)).toEqual([3, 1]);
  expect(kept.bytes).toBe(900);
});

test("a board larger than all may be stays alone", () => {
  const { kept, boards, gone } = keep(1000, [300, 300]);
  kept.get(1);
  boards[0]!.bytes = 5000;
  kept.measure(1);
  expect(gone).toEqual([2]);
  expect(kept.size).toBe(1);
});

test("what is deleted or replaced is stopped and no longer counted, and is not told of as having made room", () => {
  const { kept, boards, gone } = keep(1000, [300, 300]);
  kept.delete(1);
  kept.set(2, new FakeBoard(100));
  kept.measure(1);
  expect(kept.bytes).toBe(100);
  expect(boards.every((board) => board.stopped)).toBe(true);
  kept.clear();
  expect([kept.size, kept.bytes, gone.length]).toEqual([0, 0, 0]);
});
