import { sqlState, UNIQUE_VIOLATION } from "../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";

let db: EmbeddedDatabase;
beforeAll(async () => {
  db = await EmbeddedDatabase.open();
  await db.query("create table notes (no int primary key, text text)");
}, START_TIMEOUT_MS);
beforeEach(() => db.query("delete from notes"));
afterAll(() => db?.close());

const notes = () => db.query<{ no: number }>("select no from notes order by no");
const stateOf = (work: Promise<unknown>) => work.then(() => "resolved", sqlState);

test("its buffers are small: Postgres clears them at each start, and each node has them in its memory", async () => {
  expect(await db.query("show shared_buffers")).toEqual([{ shared_buffers: "16MB" }]);
});

test("other statements wait until a transaction has ended, and see all of it", async () => {
  const written = Promise.withResolvers<void>();
  const order: string[] = [];
  const work = db.transaction(async (transaction) => {
    await transaction.query("insert into notes values (1)");
    written.resolve();
    await transaction.query("select 1");
    await transaction.query("insert into notes values (2)");
    order.push("transaction");
  });
  await written.promise;
  const rowsAfter = notes().then((rows) => {
    order.push("query");
    return rows;
  });
  await work;
  expect(await rowsAfter).toEqual([{ no: 1 }, { no: 2 }]);
  expect(order).toEqual(["transaction", "query"]);
});

test("transactions run one after the other", async () => {
  await db.query("insert into notes values (1, '0')");
  const increment = async () => {
    await db.transaction(async (transaction) => {
      const [row] = await transaction.query<{ text: string }>("select text from notes where no = 1");
      await transaction.query("update notes set text = $1 where no = 1", [String(Number(row?.text) + 1)]);
    });
  };
  await Promise.all(Array.from({ length: 20 }, increment));
  expect(await db.query("select text from notes")).toEqual([{ text: "20" }]);
});

test("a transaction whose work throws is rolled back, and throws the same error", async () => {
  const thrown = new Error("not today");
  await expect(
    db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1)");
      throw thrown;
    }),
  ).rejects.toBe(thrown);
  expect(await notes()).toEqual([]);
});

test("a failed statement rolls back its transaction, even if the work continues", async () => {
  const work = db.transaction(async (transaction) => {
    await transaction.query("insert into notes values (1)");
    await transaction.query("select 1 / 0").catch(() => {});
  });
  await expect(work).rejects.toThrow();
  expect(await notes()).toEqual([]);
});

test("a transaction that has ended accepts no more statements", async () => {
  let ended: { query: (text: string) => Promise<unknown> } | undefined;
  await db.transaction(async (transaction) => {
    ended = transaction;
  });
  await expect(ended?.query("insert into notes values (1)")).rejects.toThrow();
  expect(await notes()).toEqual([]);
});

test("errors have their SQLSTATE", async () => {
  await db.query("insert into notes values (1)");
  expect(await stateOf(db.query("insert into notes values (1)"))).toBe(UNIQUE_VIOLATION);
  expect(await stateOf(db.query("select $1::text", ["\u0000"]))).toBe("22021");
  expect(await stateOf(db.query("select unnest($1::int[])", [[2 ** 31]]))).toBe("22003");
  expect(await stateOf(db.transaction((transaction) => transaction.query("select 1 / 0")))).toBe("22012");
});

test("arrays may have nulls, and texts that look like syntax", async () => {
  const texts = ["NULL", "null", "", "a,b", "{x}", '"q"', "\\", "\\\\n", " s ", "é\n", "'", null];
  const numbers = [1, -1, 0, 2_147_483_647, null];
  const booleans = [true, false, null];
  const unnest = (values: readonly (string | number | boolean | null)[], type: string) =>
    db
      .query<{ value: unknown }>(`select value from unnest($1::${type}[]) with ordinality as u (value, no)`, [
        values,
      ])
      .then((rows) => rows.map(({ value }) => value));
  expect(await unnest(texts, "text")).toEqual(texts);
  expect(await unnest(numbers, "int")).toEqual(numbers);
  expect(await unnest([...numbers, 1_900_000_000_123.5], "float8")).toEqual([
    ...numbers,
    1_900_000_000_123.5,
  ]);
  expect(await unnest(booleans, "boolean")).toEqual(booleans);
  expect(await unnest([], "text")).toEqual([]);
});

test("values come back in the types that services expect", async () => {
  const [row] = await db.query(
    `select 1::int2 as small, 9007199254740991::int8 as large, 0.5::float8 as half, true as yes,
       '2031-04-01T12:00:00.123Z'::timestamptz as at, '{"a":[1]}'::jsonb as json, null as nothing,
       '\\x00ff'::bytea as bytes`,
  );
  expect(row).toEqual({
    small: 1,
    large: Number.MAX_SAFE_INTEGER,
    half: 0.5,
    yes: true,
    at: new Date("2031-04-01T12:00:00.123Z"),
    json: { a: [1] },
    nothing: null,
    bytes: Uint8Array.of(0, 255),
  });
});
