import { Redis } from "ioredis";
import { Pool } from "pg";
import { migrate } from "../../../platform/database/migrations.ts";
import { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { serve } from "./app.ts";
import { INSERT, valuesOf } from "./statements.ts";

/** One insert per answer into Postgres. Redis counts the answers, so stats need no query. */
const connectionString = process.env.DATABASE_URL!;
const schema = new PooledDatabase({ url: connectionString, size: 1, onConnectionLost: () => {} });
await migrate(schema);
await schema.close();
const pool = new Pool({ connectionString, max: 10 });
const redis = new Redis(process.env.REDIS_URL!);

const countsKey = (session: number, question: number) => `counts:${session}:${question}`;

await serve({
  async add(answer) {
    const isNew = (await pool.query(INSERT, valuesOf(answer))).rowCount === 1;
    if (isNew) await redis.hincrby(countsKey(answer.session, answer.question), String(answer.choice), 1);
    return isNew;
  },
  async counts(session, question) {
    const counts = await redis.hgetall(countsKey(session, question));
    return Object.entries(counts).map(([id, count]) => ({ id: Number(id), count: Number(count) }));
  },
  async close() {
    redis.disconnect();
    await pool.end();
  },
});
