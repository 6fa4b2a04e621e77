import { Pool, type PoolClient, types } from "pg";
import {
  DatabaseUnavailable,
  type MonitoredDatabase,
  type PoolStats,
  type Queryable,
  toDatabaseError,
  type Value,
} from "./database.ts";

const INT8_OID = 20;
/** How long a query waits for a connection, and then for its result, in ms, before it fails. */
const CONNECT_TIMEOUT_MS = 3000;
const QUERY_TIMEOUT_MS = 8000;
const IDLE_TIMEOUT_MS = 30_000;

export interface PoolOptions {
  /** `postgres://…`: the address of Postgres, or of PgBouncer in transaction mode. */
  url: string;
  /** Maximum number of connections. */
  size: number;
  /** How long a query may take, in ms; 0 is no limit. */
  queryTimeoutMs?: number;
  /** Called when an idle connection is lost. */
  onConnectionLost: (error: Error) => void;
}

/**
 * A connection pool for Postgres. It uses no named prepared statements and no session settings, so it works through
 * PgBouncer in transaction mode. Server-side timeouts must therefore be set on the role.
 */
export class PooledDatabase implements MonitoredDatabase {
  readonly #pool: Pool;

  constructor({ url, size, queryTimeoutMs = QUERY_TIMEOUT_MS, onConnectionLost }: PoolOptions) {
    this.#pool = new Pool({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      keepAlive: true,
      types: {
        getTypeParser: ((oid: number, format?: "text" | "binary") => typeParserOf(oid, format)) as never,
      },
    });
    // The pool reports errors of idle clients only. Without a listener, an error of another client ends the process.
    this.#pool.on("error", onConnectionLost);
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  async query<Row>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    try {
      return rowsOf(await this.#pool.query(text, values.map(toParameter)));
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error) => {
      throw toDatabaseError(error);
    });
    const run = async <Row>(text: string, values: readonly Value[] = []) => {
      try {
        return rowsOf<Row>(
          await (values.length > 0 ? client.query(text, values.map(toParameter)) : client.query(text)),
        );
      } catch (error) {
        throw toDatabaseError(error);
      }
    };
    try {
      await run("begin");
      const result = await work({ query: run });
      await commit(client);
      client.release();
      return result;
    } catch (error) {
      await rollBack(client, error);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async problem(): Promise<string | undefined> {
    return this.query("select 1").then(
      () => undefined,
      () => "",
    );
  }

  get poolStats(): PoolStats {
    const { totalCount, idleCount, waitingCount, options } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max };
  }
}

/** If a statement of the transaction has failed, Postgres replies to `commit` with ROLLBACK, not with an error. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query("commit").catch((error) => {
    throw toDatabaseError(error);
  });
  if (command !== "COMMIT") throw new Error("The transaction was rolled back because a statement failed.");
}

/** Discards a lost or hanging connection: the server then rolls back by itself. */
async function rollBack(client: PoolClient, error: unknown): Promise<void> {
  if (error instanceof DatabaseUnavailable) return client.release(error);
  try {
    await client.query("rollback");
    client.release();
  } catch (rollbackError) {
    client.release(rollbackError as Error);
  }
}

function rowsOf<Row>(result: { rows: unknown[] } | { rows: unknown[] }[]): Row[] {
  return ((Array.isArray(result) ? result.at(-1) : result)?.rows ?? []) as Row[];
}

/**
 * Formats arrays that contain no strings as Postgres array literals. This is faster than the driver, which searches
 * each element for characters to escape.
 */
function toParameter(value: Value): Value {
  if (!Array.isArray(value) || value.some((element) => typeof element === "string")) return value;
  return `{${(value.includes(null) ? value.map((element) => element ?? "NULL") : value).join(",")}}`;
}

function typeParserOf(oid: number, format: "text" | "binary" = "text") {
  return oid === INT8_OID ? Number : types.getTypeParser(oid, format as "text");
}
