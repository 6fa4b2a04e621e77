import { startPgBouncer } from "../../../dev-cluster/servers/pgbouncer.ts";
import { startPostgres } from "../../../dev-cluster/servers/postgres.ts";
import type { Database } from "../../../platform/database/database.ts";
import { EmbeddedDatabase } from "../../../platform/database/embedded-database.ts";
import { PooledDatabase } from "../../../platform/database/pooled-database.ts";

/** What databases are opened on; each `open` is another node's, where the footing has such a thing. */
export interface DatabaseFooting {
  open(): Promise<Database>;
  stop(): Promise<void>;
}

export const POOL_SIZE = 4;

export function pool(url: string, size = POOL_SIZE): PooledDatabase {
  return new PooledDatabase({ url, size, lost: () => {} });
}

async function embedded(): Promise<DatabaseFooting> {
  const database = await EmbeddedDatabase.open();
  return { open: async () => shared(database), stop: () => database.close() };
}

/** The one embedded database as each of many nodes would have it; closing it is left to the footing. */
function shared(database: Database): Database {
  return {
    query: (text, values) => database.query(text, values),
    transaction: (work) => database.transaction(work),
    close: async () => {},
  };
}

async function postgres(): Promise<DatabaseFooting> {
  const server = await startPostgres();
  return { open: async () => pool(server.url), stop: () => server.stop() };
}

async function throughPgBouncer(): Promise<DatabaseFooting> {
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

export const servers: [string, () => Promise<DatabaseFooting>][] = [
  ["Postgres", postgres],
  ["Postgres through PgBouncer", throughPgBouncer],
];

/** All on which the services must find the same behaviour. */
export const footings: [string, () => Promise<DatabaseFooting>][] = [["PGlite", embedded], ...servers];
