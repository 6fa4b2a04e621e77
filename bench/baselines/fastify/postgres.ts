import { Pool } from "pg";
import { migrate } from "../../../platform/database/migrations.ts";
import { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { serve } from "./app.ts";
import { COUNTS, INSERT, valuesOf } from "./statements.ts";

/** Postgres with a pool: one insert per answer, and a `group by` query per request for stats. */
const connectionString = process.env.DATABASE_URL!;
const schema = new PooledDatabase({ url: connectionString, size: 1, onConnectionLost: () => {} });
await migrate(schema);
await schema.close();
const pool = new Pool({ connectionString, max: 10 });

await serve({
  add: async (answer) => (await pool.query(INSERT, valuesOf(answer))).rowCount === 1,
  counts: async (session, question) => (await pool.query(COUNTS, [session, question])).rows,
  close: () => pool.end(),
});
