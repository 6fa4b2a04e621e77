import type { Database } from "../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../platform/database/embedded-database.ts";
import { migrate } from "../../platform/database/migrations.ts";

/** How long the start of a database may take on a busy machine, in ms. */
export const START_TIMEOUT_MS = 120_000;

/** A database in memory with the full schema, open during all tests of a file. */
export function freshDatabase(): Database {
  let database: EmbeddedDatabase | undefined;
  beforeAll(async () => {
    database = await EmbeddedDatabase.open();
    await migrate(database);
  }, START_TIMEOUT_MS);
  afterAll(() => database?.close());
  return {
    query: (text, values) => database!.query(text, values),
    transaction: (work) => database!.transaction(work),
    close: async () => {},
  };
}
