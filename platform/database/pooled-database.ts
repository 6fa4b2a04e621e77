import { Pool, type PoolClient, types } from "pg";
import {
  DatabaseAway,
  type DatabaseUse,
  type OpenDatabase,
  type Queryable,
  seenFromOutside,
  type Value,
} from "./database.ts";

const INT8 = 20;
/** How long a query waits for a free connection, and then for its answer, in ms; longer, and it fails. */
const CONNECT_TIMEOUT_MS = 3000;
const QUERY_TIMEOUT_MS = 8000;
const IDLE_MS = 30_000;

export interface PoolOptions {
  /** `postgres://…`, of a server or of PgBouncer in transaction mode. */
  url: string;
  /** The most connections of this node. */
  size: number;
  /** How long a query may take, in ms; 0 is for ever. */
  queryTimeoutMs?: number;
  /** Told of a connection that broke while nobody waited for it. */
  lost: (error: Error) => void;
}

/**
 * A pool of connections to Postgres. It names no statements and sets nothing on a connection, so PgBouncer in
 * transaction mode may stand in between; time-outs of the server's side belong on the role.
 */
export class PooledDatabase implements OpenDatabase {
  readonly #pool: Pool;

  constructor({ url, size, queryTimeoutMs = QUERY_TIMEOUT_MS, lost }: PoolOptions) {
    this.#pool = new Pool({
      connectionString: url,
      max: size,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: queryTimeoutMs,
      idleTimeoutMillis: IDLE_MS,
      keepAlive: true,
      types: { getTypeParser: ((oid: number, format?: "text" | "binary") => parserOf(oid, format)) as never },
    });
    // A pool reports idle clients only; one that is checked out needs a listener of its own.
    this.#pool.on("error", lost);
    this.#pool.on("connect", (client) => client.on("error", () => {}));
  }

  async query<Row>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    try {
      return rowsOf(await this.#pool.query(text, values.map(parameter)));
    } catch (error) {
      throw seenFromOutside(error);
    }
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error) => {
      throw seenFromOutside(error);
    });
    const run = async <Row>(text: string, values: readonly Value[] = []) => {
      try {
        return rowsOf<Row>(
          await (values.length > 0 ? client.query(text, values.map(parameter)) : client.query(text)),
        );
      } catch (error) {
        throw seenFromOutside(error);
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

  get use(): DatabaseUse {
    const { totalCount, idleCount, waitingCount, options } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount, most: options.max };
  }
}

/** Postgres answers the `commit` of a failed transaction with a rollback, and without an error. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query("commit").catch((error) => {
    throw seenFromOutside(error);
  });
  if (command !== "COMMIT")
    throw new Error("The transaction was rolled back, for one of its statements had failed.");
}

/** A connection that is lost or hangs is thrown away; the server then rolls back by itself. */
async function rollBack(client: PoolClient, why: unknown): Promise<void> {
  if (why instanceof DatabaseAway) return client.release(why);
  try {
    await client.query("rollback");
    client.release();
  } catch (error) {
    client.release(error as Error);
  }
}

function rowsOf<Row>(result: { rows: unknown[] } | { rows: unknown[] }[]): Row[] {
  return ((Array.isArray(result) ? result.at(-1) : result)?.rows ?? []) as Row[];
}

/** Columns of numbers as Postgres reads them: the driver looks through each element for what is to be escaped. */
function parameter(value: Value): Value {
  if (!Array.isArray(value) || value.some((element) => typeof element === "string")) return value;
  return `{${(value.includes(null) ? value.map((element) => element ?? "NULL") : value).join(",")}}`;
}

function parserOf(oid: number, format: "text" | "binary" = "text") {
  return oid === INT8 ? Number : types.getTypeParser(oid, format as "text");
}
