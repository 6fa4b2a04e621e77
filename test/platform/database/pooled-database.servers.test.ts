import { Client } from "pg";
import { ensureInstalled } from "../../../dev-cluster/servers/binaries.ts";
import { MAX_SERVER_CONNECTIONS, startPgBouncer } from "../../../dev-cluster/servers/pgbouncer.ts";
import { type PostgresServer, startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import type { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { INSTALL_MS } from "../../harness/processes.ts";
import { until } from "../../harness/until.ts";
import { POOL_SIZE, pool } from "./deployments.ts";

/** Takes 10 ms, and counts the connections of the nodes' role to the server. */
const COUNT =
  "select count(*) as n, pg_sleep(0.01) from pg_stat_activity where usename = 'stampede' and backend_type = 'client backend'";

/** The error that a service gets after a lost connection. */
const UNAVAILABLE = { type: "DATABASE_UNAVAILABLE", code: 503 };

let postgres: PostgresServer;
let bouncer: Server;
let admin: Client;

beforeAll(async () => {
  await ensureInstalled(["postgres", "pgbouncer"]);
  postgres = await startPostgres();
  bouncer = await startPgBouncer(postgres.url);
}, INSTALL_MS);
beforeEach(async () => {
  admin = new Client({ connectionString: postgres.adminUrl });
  admin.on("error", () => {});
  await admin.connect();
});
afterEach(() => admin.end().catch(() => {}));
afterAll(async () => {
  await bouncer?.stop();
  await postgres?.stop();
});

/** Terminates the connection that is running a statement with this comment. */
async function terminate(comment: string): Promise<void> {
  await until("the statement is running and its connection is terminated", async () => {
    const { rows } = await admin.query(
      `select pg_terminate_backend(pid) as done from pg_stat_activity
       where usename = 'stampede' and state <> 'idle' and query like '%' || $1`,
      [comment],
    );
    return rows.some(({ done }) => done);
  });
}

/** Waits until the server has closed the connections of earlier pools. */
async function noOtherConnections(): Promise<void> {
  await until("the server has no connection of the nodes' role", async () => {
    const { rows } = await admin.query("select 1 from pg_stat_activity where usename = 'stampede'");
    return rows.length === 0;
  });
}

async function expectRecovery(db: PooledDatabase): Promise<void> {
  await until("the pool works again", async () => (await db.query("select 1 as one")).length === 1);
  const results = await Promise.all(Array.from({ length: 20 }, () => db.query("select 1 as one")));
  expect(results).toEqual(Array(20).fill([{ one: 1 }]));
}

describe.each([
  ["Postgres", () => postgres.url],
  ["Postgres through PgBouncer", () => bouncer.url],
])("a pool on %s", (_name, url) => {
  let db: PooledDatabase;
  beforeEach(() => {
    db = pool(url());
  });
  afterEach(() => db.close());

  test("never has more connections than its size, and serves 200 queries at once", async () => {
    await noOtherConnections();
    const counts = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const [row] = await db.query<{ n: number }>(COUNT);
        return Math.max(row!.n, db.poolStats.busy + db.poolStats.idle);
      }),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(Math.max(POOL_SIZE, 1));
    expect(db.poolStats).toEqual({ busy: 0, idle: POOL_SIZE, waiting: 0, max: POOL_SIZE });
  });

  test("rejects a query whose connection is terminated, and recovers", async () => {
    const query = db.query("select pg_sleep(30) -- ended query");
    await Promise.all([expect(query).rejects.toMatchObject(UNAVAILABLE), terminate("-- ended query")]);
    await expectRecovery(db);
  });

  test("rejects a transaction whose connection is terminated, and stores nothing of it", async () => {
    await db.query("create table if not exists undone (id int)");
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into undone values (1)");
      await transaction.query("select pg_sleep(30) -- ended transaction");
    });
    await Promise.all([expect(work).rejects.toMatchObject(UNAVAILABLE), terminate("-- ended transaction")]);
    await expectRecovery(db);
    expect(await db.query("select * from undone")).toEqual([]);
  });

  test("recovers if its idle connections are terminated", async () => {
    await Promise.all(Array.from({ length: 20 }, () => db.query("select pg_sleep(0.01)")));
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stampede'");
    await expectRecovery(db);
  });

  test("rejects queries while the server is down, and works when it is back", async () => {
    await db.query("select 1");
    try {
      const query = db.query("select pg_sleep(30)").catch((reason) => reason);
      await postgres.kill("SIGKILL");
      expect(await query).toMatchObject(UNAVAILABLE);
      await expect(db.query("select 1")).rejects.toMatchObject(UNAVAILABLE);
    } finally {
      await postgres.restart();
    }
    await expectRecovery(db);
  });
});

test("through PgBouncer, eight nodes together never have more connections than it allows", async () => {
  const nodes = Array.from({ length: 8 }, () => pool(bouncer.url));
  try {
    const counts: number[] = [];
    const query = async (db: PooledDatabase) => {
      for (let round = 0; round < 12; round++) {
        const [row] = await db.query<{ n: number }>(COUNT);
        counts.push(row!.n);
      }
    };
    // No more queries at once than a pool has connections: on a slow machine they would wait for too long.
    await Promise.all(nodes.flatMap((db) => Array.from({ length: POOL_SIZE }, () => query(db))));
    expect(Math.max(...counts)).toBeLessThanOrEqual(MAX_SERVER_CONNECTIONS);
    expect(Math.max(...counts)).toBeGreaterThan(POOL_SIZE);
  } finally {
    await Promise.all(nodes.map((db) => db.close()));
  }
});
