import type { Database, Queryable, Value } from "../../../../platform/database/database.ts";
import { SessionBoard } from "../../../../services/stats/live/session-board.ts";
import { StatsThreads } from "../../../../services/stats/worker/worker-pools.ts";
import { SHAPES } from "../arbitrary-answers.ts";
import { pack } from "../packing.ts";
import type { Answer } from "../recount.ts";

let threads: StatsThreads;
beforeAll(() => {
  threads = new StatsThreads(2);
});
afterAll(() => threads.stop());

interface Row extends Answer {
  xid: number;
}

/** A table of answers whose transactions and snapshots are the test's own. */
class ScriptedDatabase implements Database {
  rows: Row[] = [];
  /** Transactions at or above it are still under way: their rows cannot be seen. */
  horizon = 1;
  hidden = new Set<number>();
  readonly askedFrom: number[] = [];

  async query<Result>(_text: string, values: readonly Value[] = []): Promise<Result[]> {
    const [, from, fromPlayer = 0, toPlayer = Number.POSITIVE_INFINITY, ...questions] = values as number[];
    const [fromQuestion = 0, toQuestion = questions.length > 0 ? fromQuestion : Number.POSITIVE_INFINITY] =
      questions;
    this.askedFrom.push(from!);
    const found = this.rows.filter(
      (row) =>
        row.xid >= from! &&
        !this.hidden.has(row.xid) &&
        row.question >= fromQuestion &&
        row.question <= toQuestion &&
        row.player >= fromPlayer &&
        row.player <= toPlayer,
    );
    const reading = { as_of_us: Date.now() * 1000, horizon: this.horizon, players: 5, took_ms: 1 };
    return [{ ...reading, ...pack(found) }] as Result[];
  }

  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return work(this);
  }

  async close(): Promise<void> {}
}

const row = (player: number, xid: number): Row => ({
  question: 1,
  player,
  choice: 0,
  response: null,
  elapsed: 10,
  points: 100,
  correct: true,
  xid,
});

const COUNTS = { removed: [], voided: [], open: [1], closed: new Set<number>() };

async function attempts(board: SessionBoard, database: Database): Promise<number | undefined> {
  return (await board.update(database, COUNTS, SHAPES)).figures[0]?.attempts;
}

test("a row whose transaction was under way at one reading is found by the next", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, threads);
  // Transaction 10 has begun before 11 and commits after it.
  database.rows = [row(1, 10), row(2, 11)];
  database.hidden.add(10);
  database.horizon = 10;
  expect(await attempts(board, database)).toBe(1);
  database.hidden.clear();
  database.horizon = 12;
  expect(await attempts(board, database)).toBe(2);
  expect(database.askedFrom.at(-1)).toBe(10);
  expect(await attempts(board, database)).toBeUndefined();
  expect(database.askedFrom.at(-1)).toBe(12);
});

test("where the numbers of transactions go back, everything is read anew", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, threads);
  database.rows = [row(1, 5000)];
  database.horizon = 5001;
  expect(await attempts(board, database)).toBe(1);
  database.rows = [row(1, 20), row(2, 21)];
  database.horizon = 22;
  expect(await attempts(board, database)).toBe(2);
});

test("a board that a thread left half done is given up and read again", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, threads);
  database.rows = [row(1, 1)];
  database.horizon = 2;
  expect(await attempts(board, database)).toBe(1);
  // A question that the quiz does not have: the thread stumbles over it.
  database.rows.push({ ...row(2, 2), question: 99 });
  await expect(attempts(board, database)).rejects.toThrow();
  expect(await board.standings([1])).toBeNull();
  database.rows = [row(1, 1), row(2, 2), row(3, 3)];
  expect(await attempts(board, database)).toBe(3);
  expect(await board.standings([1, 4, 77])).toMatchObject({
    answered: [1, 0, 0],
    fullPoints: [100, 0, 0],
    fullRank: [1, 4, 4],
    players: 5,
  });
});
