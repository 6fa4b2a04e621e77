import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../../platform/database/database.ts";
import { migrate } from "../../../platform/database/migrations.ts";
import { INSTALL_MS } from "../../harness/traces.ts";
import { type DatabaseFooting, footings } from "./deployments.ts";

beforeAll(() => provide(["postgres", "pgbouncer"]), INSTALL_MS);

describe.each(footings)("a database on %s", (_name, start) => {
  let footing: DatabaseFooting;
  let db: Database;

  beforeAll(async () => {
    footing = await start();
    db = await footing.open();
    await db.query("create table notes (id int primary key, text text)");
  });
  beforeEach(() => db.query("delete from notes"));
  afterAll(async () => {
    await db?.close();
    await footing?.stop();
  });

  const notes = () => db.query<{ id: number; text: string }>("select id, text from notes order by id");

  test("commits a transaction and answers what its work returns", async () => {
    const result = await db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      const [seen] = await transaction.query<{ text: string }>("select text from notes where id = 1");
      return seen?.text;
    });
    expect(result).toBe("one");
    expect(await notes()).toEqual([{ id: 1, text: "one" }]);
  });

  test("rolls a transaction back when its work throws, and throws the same", async () => {
    const fault = new RangeError("not today");
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      throw fault;
    });
    await expect(work).rejects.toBe(fault);
    expect(await notes()).toEqual([]);
  });

  test("rolls a transaction back when a statement fails, with its SQLSTATE", async () => {
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      await transaction.query("insert into notes values (1, 'again')");
    });
    const error = await work.catch((reason) => reason);
    expect(sqlState(error)).toBe(UNIQUE_VIOLATION);
    expect(error).toMatchObject({ constraint: "notes_pkey" });
    expect(await notes()).toEqual([]);
  });

  test("does not call a transaction done of which a statement failed, though its work went on", async () => {
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      await transaction.query("select 1 / 0").catch(() => {});
      return "done";
    });
    await expect(work).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });

  test("gives the SQLSTATE of a statement alone, and goes on with the next", async () => {
    expect(sqlState(await db.query("select 1 / 0").catch((reason) => reason))).toBe("22012");
    expect(sqlState(await db.query("selct").catch((reason) => reason))).toBe("42601");
    expect(sqlState(await db.query("select $1::int", ["x"]).catch((reason) => reason))).toBe("22P02");
    expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("keeps what runs beside a transaction out of it", async () => {
    const inside = Promise.withResolvers<void>();
    const beside = Promise.withResolvers<void>();
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'rolled back')");
      inside.resolve();
      await beside.promise;
      throw new Error("undone");
    });
    await inside.promise;
    // An embedded database has one connection: there this waits for the transaction, here it must not need to.
    const written = db.query("insert into notes values (2, 'kept')");
    beside.resolve();
    await expect(work).rejects.toThrow("undone");
    await written;
    expect(await notes()).toEqual([{ id: 2, text: "kept" }]);
  });

  test("loses no update of many transactions at once", async () => {
    await db.query("insert into notes values (0, '0')");
    const step = () =>
      db.transaction(async (transaction) => {
        const [row] = await transaction.query<{ text: string }>(
          "select text from notes where id = 0 for update",
        );
        await transaction.query("update notes set text = $1 where id = 0", [String(Number(row?.text) + 1)]);
      });
    await Promise.all(Array.from({ length: 60 }, step));
    expect(await notes()).toEqual([{ id: 0, text: "60" }]);
  });

  test("runs several statements of one text, as a migration has them", async () => {
    await db.transaction((transaction) =>
      transaction.query("create table first (a int); insert into first values (1), (2); -- and a comment\n"),
    );
    expect(await db.query("select sum(a) as sum from first")).toEqual([{ sum: 3 }]);
  });

  test("is migrated once however many nodes start together", async () => {
    const nodes = await Promise.all(Array.from({ length: 6 }, () => footing.open()));
    try {
      const ran = await Promise.all(nodes.map(migrate));
      const known = await db.query<{ name: string }>("select name from migrations order by name");
      expect(known.length).toBeGreaterThan(0);
      expect(ran.flat().sort()).toEqual(known.map(({ name }) => name));
      expect(await migrate(db)).toEqual([]);
    } finally {
      await Promise.all(nodes.map((node) => node.close()));
    }
  });
});
