import { readdir, readFile } from "node:fs/promises";
import type { Database } from "./database.ts";

const folder = new URL("../../migrations/", import.meta.url);
/** Any fixed number: whoever migrates this project's schema holds this advisory lock. */
const LOCK = 7_236_001;

/**
 * Brings the schema up to date: runs each numbered file of `migrations/` once, in order, each in a transaction
 * of its own. Any number of nodes may call this at the same time.
 *
 * @returns the names of the files that this call ran
 */
export async function migrate(database: Database): Promise<string[]> {
  const files = await fileNames();
  const ran: string[] = [];
  for (const file of files) {
    const sql = await readFile(new URL(file, folder), "utf8");
    const isNew = await database.transaction(async (transaction) => {
      // The nodes' role gives up on slow statements; a migration takes the time that it needs.
      await transaction.query("set local statement_timeout = 0");
      await transaction.query("select pg_advisory_xact_lock($1)", [LOCK]);
      await transaction.query(
        "create table if not exists migrations (name text primary key, ran_at timestamptz not null default now())",
      );
      const known = await transaction.query("select 1 from migrations where name = $1", [file]);
      if (known.length > 0) return false;
      await transaction.query(sql);
      await transaction.query("insert into migrations (name) values ($1)", [file]);
      return true;
    });
    if (isNew) ran.push(file);
  }
  return ran;
}

/** The files that have not been run yet; changes nothing. */
export async function missingMigrations(database: Database): Promise<string[]> {
  const files = await fileNames();
  const [table] = await database.query<{ there: boolean }>(
    "select to_regclass('migrations') is not null as there",
  );
  if (!table?.there) return files;
  const rows = await database.query<{ name: string }>("select name from migrations");
  const ran = new Set(rows.map(({ name }) => name));
  return files.filter((file) => !ran.has(file));
}

async function fileNames(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
}
