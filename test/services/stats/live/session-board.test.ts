import type { Database, Queryable, Value } from "../../../../platform/database/database.ts";
import { SessionBoard } from "../../../../services/stats/live/session-board.ts";
import { WorkerPools } from "../../../../services/stats/worker/worker-pools.ts";
import { type AnswerRow, packRows } from "../answer-rows.ts";
import { SHAPES } from "../arbitrary-answers.ts";

let workers: WorkerPools;
beforeAll(() => {
  workers = new WorkerPools(2);
});
afterAll(() => workers.stop());

interface Row extends AnswerRow {
  xid: number;
}

/** A table of answers whose transactions and snapshots the test controls. */
class ScriptedDatabase implements Database {
  rows: Row[] = [];
  /** The lowest transaction that is still running. */
  horizon = 1;
  /** Transactions whose rows are not visible yet. */
  hidden = new Set<number>();
  readonly horizons: number[] = [];

  async query<Result>(_text: string, values: readonly Value[] = []): Promise<Result[]> {
    const [, from, fromPlayer = 0, toPlayer = Number.POSITIVE_INFINITY, ...questions] = values as number[];
    const [fromQuestion = 0, toQuestion = questions.length > 0 ? fromQuestion : Number.POSITIVE_INFINITY] =
      questions;
    this.horizons.push(from!);
    const rows = this.rows.filter(
      (row) =>
        row.xid >= from! &&
        !this.hidden.has(row.xid) &&
        row.question >= fromQuestion &&
        row.question <= toQuestion &&
        row.player >= fromPlayer &&
        row.player <= toPlayer,
    );
    const result = { as_of_us: Date.now() * 1000, horizon: this.horizon, players: 5, took_ms: 1 };
    return [{ ...result, ...packRows(rows) }] as Result[];
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

const RULES = { removed: [], voided: [], open: [1], closed: new Set<number>(), byTime: true };

async function attempts(board: SessionBoard, database: Database): Promise<number | undefined> {
  return (await board.update(database, RULES, SHAPES)).stats[0]?.attempts;
}

test("a row whose transaction was running during one read is found by the next", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, workers);
  // Transaction 10 started before 11 and commits after it.
  database.rows = [row(1, 10), row(2, 11)];
  database.hidden.add(10);
  database.horizon = 10;
  expect(await attempts(board, database)).toBe(1);
  database.hidden.clear();
  database.horizon = 12;
  expect(await attempts(board, database)).toBe(2);
  expect(database.horizons.at(-1)).toBe(10);
  expect(await attempts(board, database)).toBeUndefined();
  expect(database.horizons.at(-1)).toBe(12);
});

test("if transaction ids go back, all answers are read again", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, workers);
  database.rows = [row(1, 5000)];
  database.horizon = 5001;
  expect(await attempts(board, database)).toBe(1);
  database.rows = [row(1, 20), row(2, 21)];
  database.horizon = 22;
  expect(await attempts(board, database)).toBe(2);
});

test("a board that a worker left half written is dropped and read again", async () => {
  const database = new ScriptedDatabase();
  const board = new SessionBoard(1, workers);
  database.rows = [row(1, 1)];
  database.horizon = 2;
  expect(await attempts(board, database)).toBe(1);
  // The quiz has no such question, so the worker fails.
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
