import { Client } from "pg";
import { provide } from "../../../dev-cluster/servers/binaries.ts";
import { SERVER_CONNECTIONS, startPgBouncer } from "../../../dev-cluster/servers/pgbouncer.ts";
import { type PostgresServer, startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import type { Server } from "../../../dev-cluster/servers/server.ts";
import type { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { INSTALL_MS } from "../../harness/traces.ts";
import { until } from "../../harness/until.ts";
import { POOL_SIZE, pool } from "./deployments.ts";

/** Takes a moment, and counts the connections that the nodes' role has to the server meanwhile. */
const COUNT =
  "select count(*) as n, pg_sleep(0.01) from pg_stat_activity where usename = 'stampede' and backend_type = 'client backend'";

/** What a service sees of a lost connection. */
const AWAY = { type: "DATABASE_AWAY", code: 503 };

let postgres: PostgresServer;
let bouncer: Server;
let admin: Client;

beforeAll(async () => {
  await provide(["postgres", "pgbouncer"]);
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

/** Ends the connection over which a statement with this mark runs now. */
async function terminate(mark: string): Promise<void> {
  await until("the statement runs and its connection is ended", async () => {
    const { rows } = await admin.query(
      `select pg_terminate_backend(pid) as done from pg_stat_activity
       where usename = 'stampede' and state <> 'idle' and query like '%' || $1`,
      [mark],
    );
    return rows.some(({ done }) => done);
  });
}

/** Waits until the server has let go of the connections of pools that were closed before. */
async function nobodyElseIsConnected(): Promise<void> {
  await until("the server has no connection of the nodes' role", async () => {
    const { rows } = await admin.query("select 1 from pg_stat_activity where usename = 'stampede'");
    return rows.length === 0;
  });
}

async function heals(db: PooledDatabase): Promise<void> {
  await until("the pool answers again", async () => (await db.query("select 1 as one")).length === 1);
  const answers = await Promise.all(Array.from({ length: 20 }, () => db.query("select 1 as one")));
  expect(answers).toEqual(Array(20).fill([{ one: 1 }]));
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
    await nobodyElseIsConnected();
    const counted = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const [row] = await db.query<{ n: number }>(COUNT);
        return Math.max(row!.n, db.use.busy + db.use.idle);
      }),
    );
    expect(Math.max(...counted)).toBeLessThanOrEqual(Math.max(POOL_SIZE, 1));
    expect(db.use).toEqual({ busy: 0, idle: POOL_SIZE, waiting: 0, most: POOL_SIZE });
  });

  test("rejects a query whose connection is ended, and heals", async () => {
    const query = db.query("select pg_sleep(30) -- ended query");
    await Promise.all([expect(query).rejects.toMatchObject(AWAY), terminate("-- ended query")]);
    await heals(db);
  });

  test("rejects a transaction whose connection is ended, and keeps nothing of it", async () => {
    await db.query("create table if not exists kept (id int)");
    const work = db.transaction(async (transaction) => {
      await transaction.query("insert into kept values (1)");
      await transaction.query("select pg_sleep(30) -- ended transaction");
    });
    await Promise.all([expect(work).rejects.toMatchObject(AWAY), terminate("-- ended transaction")]);
    await heals(db);
    expect(await db.query("select * from kept")).toEqual([]);
  });

  test("does not mind that its idle connections are ended", async () => {
    await Promise.all(Array.from({ length: 20 }, () => db.query("select pg_sleep(0.01)")));
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'stampede'");
    await heals(db);
  });

  test("outlives the server: while it is away queries fail, afterwards they do not", async () => {
    await db.query("select 1");
    try {
      const query = db.query("select pg_sleep(30)").catch((reason) => reason);
      await postgres.kill("SIGKILL");
      expect(await query).toMatchObject(AWAY);
      await expect(db.query("select 1")).rejects.toMatchObject(AWAY);
    } finally {
      await postgres.restart();
    }
    await heals(db);
  });
});

test("through PgBouncer eight nodes together never have more connections than it allows", async () => {
  const nodes = Array.from({ length: 8 }, () => pool(bouncer.url));
  try {
    const counted: number[] = [];
    const ask = async (db: PooledDatabase) => {
      for (let times = 0; times < 12; times++) {
        const [row] = await db.query<{ n: number }>(COUNT);
        counted.push(row!.n);
      }
    };
    // As many at once as a pool has connections: on a slow machine those that wait for one would do so too long.
    await Promise.all(nodes.flatMap((db) => Array.from({ length: POOL_SIZE }, () => ask(db))));
    expect(Math.max(...counted)).toBeLessThanOrEqual(SERVER_CONNECTIONS);
    expect(Math.max(...counted)).toBeGreaterThan(POOL_SIZE);
  } finally {
    await Promise.all(nodes.map((db) => db.close()));
  }
});
