import { join } from "node:path";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { migrate } from "../../../platform/database/migrations.ts";
import { serve } from "./app.ts";
import { COUNTS, INSERT, valuesOf } from "./statements.ts";

/** PGlite in the same process, with one insert per answer. */
const database = await EmbeddedDatabase.open(join(process.env.DATA_DIR!, "database"));
await migrate(database);

await serve({
  add: async (answer) => (await database.query(INSERT, valuesOf(answer))).length > 0,
  counts: (session, question) => database.query(COUNTS, [session, question]),
  close: () => database.close(),
});
