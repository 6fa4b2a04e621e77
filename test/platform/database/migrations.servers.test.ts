import { readdirSync } from "node:fs";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { migrate, missingMigrations } from "../../../platform/database/migrations.ts";
import { START_TIMEOUT_MS } from "../../harness/fresh-database.ts";

const files = readdirSync(new URL("../../../migrations/", import.meta.url)).sort();

let db: EmbeddedDatabase;
beforeAll(async () => {
  db = await EmbeddedDatabase.open();
}, START_TIMEOUT_MS);
afterAll(() => db?.close());

test("if many nodes migrate at once, each file is run once, in order; later nodes have nothing to do", async () => {
  const ran = await Promise.all([migrate(db), migrate(db), migrate(db)]);
  expect(ran.flat().sort()).toEqual(files);
  expect(await migrate(db)).toEqual([]);
  expect(await db.query("select name from migrations order by ran_at, name")).toEqual(
    files.map((name) => ({ name })),
  );
});

test("a file that was not run yet is run on the existing schema", async () => {
  const last = files.at(-1)!;
  await db.query("create schema earlier");
  await db.query("set search_path to earlier");
  expect(await migrate(db)).toEqual(files);
  await db.query("delete from migrations where name = $1", [last]);
  await expect(migrate(db)).rejects.toThrow(/already exists/);
  expect(await db.query("select 1 from migrations where name = $1", [last])).toEqual([]);
});

test("a node that waits for the schema knows which files are missing", async () => {
  await db.query("create schema waited");
  await db.query("set search_path to waited");
  expect(await missingMigrations(db)).toEqual(files);
  await migrate(db);
  expect(await missingMigrations(db)).toEqual([]);
  await db.query("delete from migrations where name = $1", [files.at(-1)!]);
  expect(await missingMigrations(db)).toEqual([files.at(-1)]);
});
