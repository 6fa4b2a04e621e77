import type { Database } from "../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../platform/database/embedded-database.ts";
import { migrate } from "../../platform/database/migrations.ts";

/** A database starts in seconds, on a busy machine in many of them; in ms. */
export const PATIENCE_MS = 120_000;

/** A database in memory with the whole schema, for one test file: there from its first test to its last. */
export function freshDatabase(): Database {
  let database: EmbeddedDatabase | undefined;
  beforeAll(async () => {
    database = await EmbeddedDatabase.open();
    await migrate(database);
  }, PATIENCE_MS);
  afterAll(() => database?.close());
  return {
    query: (text, values) => database!.query(text, values),
    transaction: (work) => database!.transaction(work),
    close: async () => {},
  };
}
