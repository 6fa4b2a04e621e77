import fc from "fast-check";
import { Client } from "pg";
import { ensureInstalled } from "../../../../dev-cluster/servers/binaries.ts";
import { type PostgresServer, startPostgres } from "../../../../dev-cluster/servers/postgres.ts";
import type { Database, Queryable } from "../../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../../platform/database/embedded-database.ts";
import { migrate } from "../../../../platform/database/migrations.ts";
import { PooledDatabase } from "../../../../platform/database/pooled-database.ts";
import { readRanges } from "../../../../services/stats/reading/read-ranges.ts";
import {
  FULL_RANGE,
  nicknamesOf,
  type ReadRange,
  type ReadResult,
  readAnswers,
} from "../../../../services/stats/reading/stats.repo.ts";
import { START_TIMEOUT_MS } from "../../../harness/fresh-database.ts";
import { INSTALL_MS } from "../../../harness/processes.ts";
import { type AnswerRow, packRows, unpackRows } from "../answer-rows.ts";
import { arbitraryAnswers } from "../arbitrary-answers.ts";
import { storeAnswers } from "../stored-answers.ts";

let server: PostgresServer;
const databases: Database[] = [];

beforeAll(() => ensureInstalled(["postgres"]), INSTALL_MS);
beforeAll(async () => {
  server = await startPostgres();
  // Autovacuum's transactions would hold the horizon back, and rows would be read twice; that is allowed, but not here.
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query("alter system set autovacuum = off");
  await admin.query("select pg_reload_conf()");
  await admin.end();
}, START_TIMEOUT_MS);
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server?.stop();
});

async function open(database: Database): Promise<Database> {
  databases.push(database);
  await migrate(database);
  return database;
}
const embedded = async () => open(await EmbeddedDatabase.open());
const pooled = () => open(new PooledDatabase({ url: server.url, size: 4, onConnectionLost: () => {} }));

let lastNo = 0;
const row = (player: number): AnswerRow => ({
  question: 1,
  player,
  choice: 2,
  response: null,
  elapsed: 10,
  points: 7,
  correct: true,
});
const read = (db: Queryable, no: number, horizon: number, range: ReadRange = FULL_RANGE) =>
  readAnswers(db, no, horizon, range);
const playersIn = (result: ReadResult) =>
  unpackRows(result.rows)
    .map(({ player }) => player)
    .sort((a, b) => a - b);

describe.each([
  ["the embedded database", embedded],
  ["a Postgres server", pooled],
])("on %s", (_, start) => {
  let db: Database;
  beforeAll(async () => {
    db = await start();
  }, START_TIMEOUT_MS);

  test("answers are read as they were stored", async () => {
    const storableAnswers = arbitraryAnswers(1000).map((answers) =>
      answers.map((row) => ({ ...row, response: row.response?.replaceAll("\0", "") ?? null })),
    );
    await fc.assert(
      fc.asyncProperty(storableAnswers, async (answers) => {
        const no = ++lastNo;
        await storeAnswers(db, no, answers);
        const inOrder = (rows: AnswerRow[]) =>
          rows.sort((a, b) => a.question - b.question || a.player - b.player);
        const { rows } = await read(db, no, 0);
        expect(inOrder(unpackRows(rows))).toEqual(inOrder(answers));
        expect(rows.rows).toBe(answers.length);
      }),
      { numRuns: 20 },
    );
  });

  test("without answers, a read still returns a horizon and a time", async () => {
    const before = Date.now();
    const result = await read(db, ++lastNo, 0);
    expect(result.rows).toEqual(packRows([]));
    expect(result.players).toBe(0);
    expect(result.horizon).toBeGreaterThan(0);
    expect(Math.abs(result.asOfUs / 1000 - before)).toBeLessThan(START_TIMEOUT_MS);
  });

  test("a read from a horizon returns only what was written since: new answers, and answers scored again", async () => {
    const no = ++lastNo;
    await storeAnswers(db, no, [row(1), row(2)]);
    const first = await read(db, no, 0);
    expect(playersIn(await read(db, no, first.horizon))).toEqual([]);
    await storeAnswers(db, no, [row(3)]);
    await storeAnswers(db, no, [{ ...row(1), points: 9 }]);
    expect(playersIn(await read(db, no, first.horizon))).toEqual([1, 3]);
  });

  test("a range is a rectangle of questions and players", async () => {
    const no = ++lastNo;
    const all = [1, 2, 3].flatMap((question) => [1, 2, 3].map((player) => ({ ...row(player), question })));
    await storeAnswers(db, no, all);
    const range = { fromQuestion: 2, toQuestion: 3, fromPlayer: 1, toPlayer: 2 };
    const { rows } = await read(db, no, 0, range);
    expect(unpackRows(rows).map(({ question, player }) => [question, player])).toEqual([
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
    ]);
  });

  test("a range of one question covers some of its players", async () => {
    const no = ++lastNo;
    const all = [1, 2, 300].flatMap((question) => [1, 2, 3].map((player) => ({ ...row(player), question })));
    await storeAnswers(db, no, all);
    const range = { fromQuestion: 300, toQuestion: 300, fromPlayer: 2, toPlayer: 9 };
    const { rows } = await read(db, no, 0, range);
    expect(unpackRows(rows)).toEqual([2, 3].map((player) => ({ ...row(player), question: 300 })));
  });

  test("nicknames are returned by player number", async () => {
    const no = ++lastNo;
    await db.query(
      "insert into players (session_no, player_no, nickname) select $1, n, 'p' || n from generate_series(1, 9) n",
      [no],
    );
    expect(await nicknamesOf(db, no, [3, 7, 99])).toEqual(
      new Map([
        [3, "p3"],
        [7, "p7"],
      ]),
    );
  });
});

/** How many database pages a read uses. */
async function pagesOf(db: Database, no: number, horizon: number, range: ReadRange): Promise<number> {
  let pages = 0;
  const explained: Queryable = {
    async query<Row>(text: string, values?: Parameters<Queryable["query"]>[1]) {
      const [plan] = await db.query<
        Record<"QUERY PLAN", [{ Plan: { "Shared Hit Blocks": number; "Shared Read Blocks": number } }]>
      >(`explain (analyze, buffers, format json) ${text}`, values);
      const { Plan } = plan!["QUERY PLAN"][0];
      pages += Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"];
      return db.query<Row>(text, values);
    },
  };
  await read(explained, no, horizon, range);
  return pages;
}

test("reading a question range by range uses hardly more pages than reading it at once", async () => {
  const db = await pooled();
  const no = ++lastNo;
  const count = 20_000;
  await storeAnswers(
    db,
    no,
    Array.from({ length: count }, (_, index) => row(index + 1)),
  );
  await db.query("analyze answers");
  const atOnce = await pagesOf(db, no, 0, { ...FULL_RANGE, fromQuestion: 1, toQuestion: 1 });
  let byRanges = 0;
  for (const range of readRanges(1, count, 1000)) byRanges += await pagesOf(db, no, 0, range);
  expect(byRanges).toBeLessThan(2 * atOnce);
});

test("new answers are read without scanning the others, even if Postgres has no statistics yet", async () => {
  const db = await pooled();
  const no = ++lastNo;
  await storeAnswers(
    db,
    no,
    Array.from({ length: 20_000 }, (_, index) => row(index + 1)),
  );
  const { horizon } = await read(db, no, 0);
  await storeAnswers(
    db,
    no,
    Array.from({ length: 100 }, (_, index) => row(20_001 + index)),
  );
  expect(await pagesOf(db, no, horizon, FULL_RANGE)).toBeLessThan(20);
});

test("transactions that commit out of order are found by the next read, and none is lost", async () => {
  const db = await pooled();
  const no = ++lastNo;
  const release = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  const first = db.transaction(async (transaction) => {
    await storeAnswers(transaction, no, [row(1)]);
    stored.resolve();
    await release.promise;
  });
  await stored.promise;
  await storeAnswers(db, no, [row(2)]);
  const early = await read(db, no, 0);
  expect(playersIn(early)).toEqual([2]);
  release.resolve();
  await first;
  const late = await read(db, no, early.horizon);
  expect(playersIn(late)).toContain(1);
  expect(late.horizon).toBeGreaterThan(early.horizon);
  expect(playersIn(await read(db, no, late.horizon))).toEqual([]);
});

test("with many writers at once, a reader that follows the horizon sees every row", async () => {
  const db = await pooled();
  const no = ++lastNo;
  const seen = new Set<number>();
  const writers = Array.from({ length: 3 }, async (_, writer) => {
    for (let turn = 0; turn < 60; turn++) {
      await db.transaction(async (transaction) => {
        await storeAnswers(transaction, no, [row(1 + writer * 200 + 2 * turn)]);
        await storeAnswers(transaction, no, [row(2 + writer * 200 + 2 * turn)]);
      });
    }
  });
  let horizon = 0;
  const follow = async () => {
    const result = await read(db, no, horizon);
    for (const player of playersIn(result)) seen.add(player);
    horizon = result.horizon;
  };
  let isWriting = true;
  const written = Promise.all(writers).finally(() => {
    isWriting = false;
  });
  while (isWriting) await follow();
  await written;
  await follow();
  expect(seen.size).toBe(3 * 60 * 2);
});
