import { startPgBouncer } from "../../../dev-cluster/servers/pgbouncer.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import type { Database } from "../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { migrate } from "../../../platform/database/migrations.ts";
import { PooledDatabase } from "../../../platform/database/pooled-database.ts";
import { INSTALL_MS } from "../../harness/processes.ts";

/** A database server, or the embedded database. Each call of `open` is like another node's, if there is a server. */
export interface DatabaseDeployment {
  open(): Promise<Database>;
  stop(): Promise<void>;
}

export const POOL_SIZE = 4;

export function pool(url: string, size = POOL_SIZE): PooledDatabase {
  return new PooledDatabase({ url, size, onConnectionLost: () => {} });
}

async function embedded(): Promise<DatabaseDeployment> {
  const database = await EmbeddedDatabase.open();
  return { open: async () => shared(database), stop: () => database.close() };
}

/**
 * Two pools, as of two nodes, for one test file: only a server has transactions that run at the same time. The array is
 * filled before the first test.
 */
export function twoNodes(): [Database, Database] {
  const nodes: Database[] = [];
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const server = await startPostgres();
    stop = () => server.stop();
    nodes.push(pool(server.url), pool(server.url));
    await migrate(nodes[0]!);
  }, INSTALL_MS);
  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.close()));
    await stop?.();
  });
  return nodes as [Database, Database];
}

/** The same embedded database for all nodes. It is closed by `stop` only. */
function shared(database: Database): Database {
  return {
    query: (text, values) => database.query(text, values),
    transaction: (work) => database.transaction(work),
    close: async () => {},
  };
}

async function postgres(): Promise<DatabaseDeployment> {
  const server = await startPostgres();
  return { open: async () => pool(server.url), stop: () => server.stop() };
}

async function throughPgBouncer(): Promise<DatabaseDeployment> {
  const server = await startPostgres();
  const bouncer = await startPgBouncer(server.url);
  return {
    open: async () => pool(bouncer.url),
    stop: async () => {
      await bouncer.stop();
      await server.stop();
    },
  };
}

export const servers: [string, () => Promise<DatabaseDeployment>][] = [
  ["Postgres", postgres],
  ["Postgres through PgBouncer", throughPgBouncer],
];

/** Databases must behave the same on all of these. */
export const deployments: [string, () => Promise<DatabaseDeployment>][] = [["PGlite", embedded], ...servers];
