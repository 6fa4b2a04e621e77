import fc from "fast-check";
import { Client } from "pg";
import { provide } from "../../../../dev-cluster/servers/binaries.ts";
import { type PostgresServer, startPostgres } from "../../../../dev-cluster/servers/postgres.ts";
import type { Database, Queryable } from "../../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../../platform/database/embedded-database.ts";
import { migrate } from "../../../../platform/database/migrations.ts";
import { PooledDatabase } from "../../../../platform/database/pooled-database.ts";
import { partsOf } from "../../../../services/stats/reading/read-ranges.ts";
import {
  EVERYTHING,
  nicknamesOf,
  type Part,
  readAnswers,
} from "../../../../services/stats/reading/stats.repo.ts";
import { PATIENCE_MS } from "../../../harness/fresh-database.ts";
import { INSTALL_MS } from "../../../harness/traces.ts";
import { arbitraryAnswers } from "../arbitrary-answers.ts";
import { pack, unpackedAnswers } from "../packing.ts";
import type { Answer } from "../recount.ts";
import { storeAnswers } from "../stored-answers.ts";

let server: PostgresServer;
const databases: Database[] = [];

beforeAll(() => provide(["postgres"]), INSTALL_MS);
beforeAll(async () => {
  server = await startPostgres();
  // A transaction of its own housekeeping would keep the horizon back, and rows would come twice, as they may.
  const admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
  await admin.query("alter system set autovacuum = off");
  await admin.query("select pg_reload_conf()");
  await admin.end();
}, PATIENCE_MS);
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
const pooled = () => open(new PooledDatabase({ url: server.url, size: 4, lost: () => {} }));

let lastNo = 0;
const row = (player: number): Answer => ({
  question: 1,
  player,
  choice: 2,
  response: null,
  elapsed: 10,
  points: 7,
  correct: true,
});
const read = (db: Queryable, no: number, horizon: number, part: Part = EVERYTHING) =>
  readAnswers(db, no, horizon, part);
const players = (reading: Awaited<ReturnType<typeof read>>) =>
  unpackedAnswers(reading.rows)
    .map((one) => one.player)
    .sort((a, b) => a - b);

describe.each([
  ["the embedded database", embedded],
  ["a Postgres server", pooled],
])("on %s", (_, start) => {
  let db: Database;
  beforeAll(async () => {
    db = await start();
  }, PATIENCE_MS);

  test("answers come as they were stored", async () => {
    const sound = arbitraryAnswers(1000).map((answers) =>
      answers.map((one) => ({ ...one, response: one.response?.replaceAll("\0", "") ?? null })),
    );
    await fc.assert(
      fc.asyncProperty(sound, async (answers) => {
        const no = ++lastNo;
        await storeAnswers(db, no, answers);
        const inOrder = (rows: Answer[]) =>
          rows.sort((a, b) => a.question - b.question || a.player - b.player);
        const { rows } = await read(db, no, 0);
        expect(inOrder(unpackedAnswers(rows))).toEqual(inOrder(answers));
        expect(rows.rows).toBe(answers.length);
      }),
      { numRuns: 20 },
    );
  });

  test("nothing stored is nothing read, with a horizon and a time all the same", async () => {
    const before = Date.now();
    const reading = await read(db, ++lastNo, 0);
    expect(reading.rows).toEqual(pack([]));
    expect(reading.players).toBe(0);
    expect(reading.horizon).toBeGreaterThan(0);
    expect(Math.abs(reading.asOfUs / 1000 - before)).toBeLessThan(PATIENCE_MS);
  });

  test("from a horizon on, just what was written since comes: new answers, and those scored anew", async () => {
    const no = ++lastNo;
    await storeAnswers(db, no, [row(1), row(2)]);
    const first = await read(db, no, 0);
    expect(players(await read(db, no, first.horizon))).toEqual([]);
    await storeAnswers(db, no, [row(3)]);
    await storeAnswers(db, no, [{ ...row(1), points: 9 }]);
    expect(players(await read(db, no, first.horizon))).toEqual([1, 3]);
  });

  test("a part is a rectangle of questions and players", async () => {
    const no = ++lastNo;
    const all = [1, 2, 3].flatMap((question) => [1, 2, 3].map((player) => ({ ...row(player), question })));
    await storeAnswers(db, no, all);
    const part = { fromQuestion: 2, toQuestion: 3, fromPlayer: 1, toPlayer: 2 };
    const { rows } = await read(db, no, 0, part);
    expect(unpackedAnswers(rows).map(({ question, player }) => [question, player])).toEqual([
      [2, 1],
      [2, 2],
      [3, 1],
      [3, 2],
    ]);
  });

  test("a part of one question is a range of its players", async () => {
    const no = ++lastNo;
    const all = [1, 2, 300].flatMap((question) => [1, 2, 3].map((player) => ({ ...row(player), question })));
    await storeAnswers(db, no, all);
    const part = { fromQuestion: 300, toQuestion: 300, fromPlayer: 2, toPlayer: 9 };
    const { rows } = await read(db, no, 0, part);
    expect(unpackedAnswers(rows)).toEqual([2, 3].map((player) => ({ ...row(player), question: 300 })));
  });

  test("nicknames come by number", async () => {
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

/** How many pages of the database a reading touches. */
async function pagesOf(db: Database, no: number, horizon: number, part: Part): Promise<number> {
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
  await read(explained, no, horizon, part);
  return pages;
}

test("to read a question in parts touches hardly more of the database than to read it at once", async () => {
  const db = await pooled();
  const no = ++lastNo;
  const count = 20_000;
  await storeAnswers(
    db,
    no,
    Array.from({ length: count }, (_, index) => row(index + 1)),
  );
  await db.query("analyze answers");
  const whole = await pagesOf(db, no, 0, { ...EVERYTHING, fromQuestion: 1, toQuestion: 1 });
  let inParts = 0;
  for (const part of partsOf(1, count, 1000)) inParts += await pagesOf(db, no, 0, part);
  expect(inParts).toBeLessThan(2 * whole);
});

test("what is new is read without the rest, though Postgres knows nothing yet of how much there is", async () => {
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
  expect(await pagesOf(db, no, horizon, EVERYTHING)).toBeLessThan(20);
});

test("transactions that commit out of turn are found by the next reading, and none is lost", async () => {
  const db = await pooled();
  const no = ++lastNo;
  const slow = Promise.withResolvers<void>();
  const stored = Promise.withResolvers<void>();
  const first = db.transaction(async (transaction) => {
    await storeAnswers(transaction, no, [row(1)]);
    stored.resolve();
    await slow.promise;
  });
  await stored.promise;
  await storeAnswers(db, no, [row(2)]);
  const early = await read(db, no, 0);
  expect(players(early)).toEqual([2]);
  slow.resolve();
  await first;
  const late = await read(db, no, early.horizon);
  expect(players(late)).toContain(1);
  expect(late.horizon).toBeGreaterThan(early.horizon);
  expect(players(await read(db, no, late.horizon))).toEqual([]);
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
    const reading = await read(db, no, horizon);
    for (const player of players(reading)) seen.add(player);
    horizon = reading.horizon;
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
