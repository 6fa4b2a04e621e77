import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { type Database, sqlState, UNIQUE_VIOLATION } from "../../../platform/database/database.ts";
import { migrate } from "../../../platform/database/migrations.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { type DatabaseDeployment, deployments } from "./deployments.ts";

beforeAll(() => ensureInstalled(["postgres", "pgbouncer"]), INSTALL_MS);

describe.each(deployments)("a database on %s", (_name, start) => {
  let deployment: DatabaseDeployment;
  let db: Database;

  beforeAll(async () => {
    deployment = await start();
    db = await deployment.open();
    await db.query("create table notes (id int primary key, text text)");
  });
  beforeEach(() => db.query("delete from notes"));
  afterAll(async () => {
    await db?.close();
    await deployment?.stop();
  });

  const notes = () => db.query<{ id: number; text: string }>("select id, text from notes order by id");

  test("commits a transaction and returns the result of its work", async () => {
    const result = await db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      const [row] = await transaction.query<{ text: string }>("select text from notes where id = 1");
      return row?.text;
    });
    expect(result).toBe("one");
    expect(await notes()).toEqual([{ id: 1, text: "one" }]);
  });

  test("rolls back a transaction if its work throws, and throws the same error", async () => {
    const thrown = new RangeError("not today");
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      throw thrown;
    });
    await expect(work).rejects.toBe(thrown);
    expect(await notes()).toEqual([]);
  });

  test("rolls back a transaction if a statement fails, and throws its SQLSTATE", async () => {
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      await transaction.query("insert into notes values (1, 'again')");
    });
    const error = await work.catch((reason) => reason);
    expect(sqlState(error)).toBe(UNIQUE_VIOLATION);
    expect(error).toMatchObject({ constraint: "notes_pkey" });
    expect(await notes()).toEqual([]);
  });

  test("rejects a transaction if a statement failed, even if its work continued", async () => {
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'one')");
      await transaction.query("select 1 / 0").catch(() => {});
      return "done";
    });
    await expect(work).rejects.toThrow();
    expect(await notes()).toEqual([]);
  });

  test("throws the SQLSTATE of a statement outside of a transaction, and runs the next one", async () => {
    expect(sqlState(await db.query("select 1 / 0").catch((reason) => reason))).toBe("22012");
    expect(sqlState(await db.query("selct").catch((reason) => reason))).toBe("42601");
    expect(sqlState(await db.query("select $1::int", ["x"]).catch((reason) => reason))).toBe("22P02");
    expect(await db.query("select 1 as one")).toEqual([{ one: 1 }]);
  });

  test("does not mix statements outside of a transaction into it", async () => {
    const inside = Promise.withResolvers<void>();
    const outside = Promise.withResolvers<void>();
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into notes values (1, 'rolled back')");
      inside.resolve();
      await outside.promise;
      throw new Error("undone");
    });
    await inside.promise;
    // In an embedded database, which has one connection, this waits for the transaction. A pool must not wait.
    const written = db.query("insert into notes values (2, 'stored')");
    outside.resolve();
    await expect(work).rejects.toThrow("undone");
    await written;
    expect(await notes()).toEqual([{ id: 2, text: "stored" }]);
  });

  test("loses no update in many concurrent transactions", async () => {
    await db.query("insert into notes values (0, '0')");
    const increment = () =>
      db.transaction(async (transaction) => {
        const [row] = await transaction.query<{ text: string }>(
          "select text from notes where id = 0 for update",
        );
        await transaction.query("update notes set text = $1 where id = 0", [String(Number(row?.text) + 1)]);
      });
    await Promise.all(Array.from({ length: 60 }, increment));
    expect(await notes()).toEqual([{ id: 0, text: "60" }]);
  });

  test("runs several statements in one text, as in a migration", async () => {
    await db.transaction((transaction) =>
      transaction.query("create table first (a int); insert into first values (1), (2); -- and a comment\n"),
    );
    expect(await db.query("select sum(a) as sum from first")).toEqual([{ sum: 3 }]);
  });

  test("is migrated once even if many nodes start at the same time", async () => {
    const nodes = await Promise.all(Array.from({ length: 6 }, () => deployment.open()));
    try {
      const ran = await Promise.all(nodes.map(migrate));
      const migrations = await db.query<{ name: string }>("select name from migrations order by name");
      expect(migrations.length).toBeGreaterThan(0);
      expect(ran.flat().sort()).toEqual(migrations.map(({ name }) => name));
      expect(await migrate(db)).toEqual([]);
    } finally {
      await Promise.all(nodes.map((node) => node.close()));
    }
  });
});
