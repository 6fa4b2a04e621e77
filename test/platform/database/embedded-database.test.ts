import { sqlState, UNIQUE_VIOLATION } from "../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { PATIENCE_MS } from "../../harness/fresh-database.ts";

let db: EmbeddedDatabase;
beforeAll(async () => {
  db = await EmbeddedDatabase.open();
  await db.query("create table notes (no int primary key, text text)");
}, PATIENCE_MS);
beforeEach(() => db.query("delete from notes"));
afterAll(() => db?.close());

const notes = () => db.query<{ no: number }>("select no from notes order by no");
const stateOf = (work: Promise<unknown>) => work.then(() => "resolved", sqlState);

/** A promise to be resolved from outside. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

test("other statements wait until a transaction has ended, and see it whole", async () => {
  const written = signal();
  const order: string[] = [];
  const transaction = db.transaction(async (inside) => {
    await inside.query("insert into notes values (1)");
    written.give();
    await inside.query("select 1");
    await inside.query("insert into notes values (2)");
    order.push("transaction");
  });
  await written.given;
  const seen = notes().then((rows) => {
    order.push("query");
    return rows;
  });
  await transaction;
  expect(await seen).toEqual([{ no: 1 }, { no: 2 }]);
  expect(order).toEqual(["transaction", "query"]);
});

test("transactions come one after another", async () => {
  await db.query("insert into notes values (1, '0')");
  const count = async () => {
    await db.transaction(async (inside) => {
      const [row] = await inside.query<{ text: string }>("select text from notes where no = 1");
      await inside.query("update notes set text = $1 where no = 1", [String(Number(row?.text) + 1)]);
    });
  };
  await Promise.all(Array.from({ length: 20 }, count));
  expect(await db.query("select text from notes")).toEqual([{ text: "20" }]);
});

test("a transaction whose work throws leaves nothing behind, and the error is the work's own", async () => {
  const thrown = new Error("changed my mind");
  await expect(
    db.transaction(async (inside) => {
      await inside.query("insert into notes values (1)");
      throw thrown;
    }),
  ).rejects.toBe(thrown);
  expect(await notes()).toEqual([]);
});

test("a statement that fails undoes its transaction, even where the work goes on as if nothing were", async () => {
  const outcome = db.transaction(async (inside) => {
    await inside.query("insert into notes values (1)");
    await inside.query("select 1 / 0").catch(() => {});
  });
  await expect(outcome).rejects.toThrow();
  expect(await notes()).toEqual([]);
});

test("a transaction that has ended takes no more statements", async () => {
  let kept: { query: (text: string) => Promise<unknown> } | undefined;
  await db.transaction(async (inside) => {
    kept = inside;
  });
  await expect(kept?.query("insert into notes values (1)")).rejects.toThrow();
  expect(await notes()).toEqual([]);
});

test("errors carry their SQLSTATE", async () => {
  await db.query("insert into notes values (1)");
  expect(await stateOf(db.query("insert into notes values (1)"))).toBe(UNIQUE_VIOLATION);
  expect(await stateOf(db.query("select $1::text", ["\u0000"]))).toBe("22021");
  expect(await stateOf(db.query("select unnest($1::int[])", [[2 ** 31]]))).toBe("22003");
  expect(await stateOf(db.transaction((inside) => inside.query("select 1 / 0")))).toBe("22012");
});

test("arrays go in with nulls, and with texts that look like syntax", async () => {
  const texts = ["NULL", "null", "", "a,b", "{x}", '"q"', "\\", "\\\\n", " s ", "é\n", "'", null];
  const numbers = [1, -1, 0, 2_147_483_647, null];
  const truths = [true, false, null];
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
  expect(await unnest(truths, "boolean")).toEqual(truths);
  expect(await unnest([], "text")).toEqual([]);
});

test("values come out in the types that services count on", async () => {
  const [row] = await db.query(
    `select 1::int2 as small, 9007199254740991::int8 as large, 0.5::float8 as half, true as truth,
       '2031-04-01T12:00:00.123Z'::timestamptz as at, '{"a":[1]}'::jsonb as json, null as nothing,
       '\\x00ff'::bytea as bytes`,
  );
  expect(row).toEqual({
    small: 1,
    large: Number.MAX_SAFE_INTEGER,
    half: 0.5,
    truth: true,
    at: new Date("2031-04-01T12:00:00.123Z"),
    json: { a: [1] },
    nothing: null,
    bytes: Uint8Array.of(0, 255),
  });
});
