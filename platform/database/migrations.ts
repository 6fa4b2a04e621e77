import { readdir, readFile } from "node:fs/promises";
import type { Database } from "./database.ts";

const folder = new URL("../../migrations/", import.meta.url);
/** The advisory lock held during a migration. Any fixed number. */
const LOCK_ID = 7_236_001;

/**
 * Brings the schema up to date: runs each numbered file of `migrations/` once, in order, in one transaction per file.
 * Any number of nodes may call this at the same time.
 *
 * @returns the names of the files that this call ran
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = await fileNames();
  const ran: string[] = [];
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), "utf8");
    const isNew = await database.transaction(async (transaction) => {
      // The nodes' role has a statement timeout; a migration may take longer.
      await transaction.query("set local statement_timeout = 0");
      await transaction.query("select pg_advisory_xact_lock($1)", [LOCK_ID]);
      await transaction.query(
        "create table if not exists migrations (name text primary key, ran_at timestamptz not null default now())",
      );
      const previous = await transaction.query("select 1 from migrations where name = $1", [file]);
      if (previous.length > 0) return false;
      await transaction.query(sql);
      await transaction.query("insert into migrations (name) values ($1)", [file]);
      return true;
    });
    if (isNew) ran.push(file);
  }
  return ran;
}

/** The files that have not been run yet. Changes nothing. */
export async function missingMigrations(database: Database): Promise<string[]> {
  const files = await fileNames();
  const [table] = await database.query<{ exists: boolean }>(
    "select to_regclass('migrations') is not null as exists",
  );
  if (!table?.exists) return files;
  const rows = await database.query<{ name: string }>("select name from migrations");
  const ran = new Set(rows.map(({ name }) => name));
  return files.filter((file) => !ran.has(file));
}

async function fileNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
}
