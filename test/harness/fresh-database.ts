import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../platform/database/embedded-database.ts";
import { migrate } from "../../platform/database/migrations.ts";
import { copyPreparedDatabase } from "./prepared/prepared-node.ts";

/** How long the start of a database may take on a busy machine, in ms. */
export const START_TIMEOUT_MS = 120_000;

/** An empty database with the full schema, in a folder of its own, open during all tests of a file. */
export function freshDatabase(): Database {
  let database: EmbeddedDatabase | undefined;
  let folder: string | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stampede-database-"));
    await copyPreparedDatabase(folder);
    database = await EmbeddedDatabase.open(join(folder, "database"));
    await migrate(database);
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await database?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  return {
    query: (text, values) => database!.query(text, values),
    transaction: (work) => database!.transaction(work),
    close: async () => {},
  };
}
