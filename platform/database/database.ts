import { Errors } from "moleculer";

/**
 * A value in a statement. JSON is passed as a string. Values come back as: int2 to int8 and float8 → number,
 * timestamptz → Date, bytea → Uint8Array, json → parsed.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | number | boolean | null)[];

export interface Queryable {
  /** Runs one statement and returns its rows. Errors from Postgres have the SQLSTATE as `code`. */
  query<Row>(text: string, values?: readonly Value[]): Promise<Row[]>;
}

/**
 * The interface between the services and the database: PGlite in a folder (embedded-database.ts) or a pool of
 * connections to a server (pooled-database.ts). No service knows which.
 */
export interface Database extends Queryable {
  /** Runs `work` in a transaction: commits it if `work` resolves, rolls it back if `work` throws. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A node's connections to the database, now. */
export interface PoolStats {
  busy: number;
  idle: number;
  /** Callers waiting for a connection. */
  waiting: number;
  /** Maximum number of connections. */
  max: number;
}

export interface MonitoredDatabase extends Database {
  readonly poolStats: PoolStats;
}

/** The SQLSTATE of Postgres for a violated unique constraint. */
export const UNIQUE_VIOLATION = "23505";

/** The SQLSTATE of an error that a query threw; undefined if it is not from the server, as after a lost connection. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * It is unknown whether a statement took effect, or it was undone for a transient reason. Idempotent statements can be
 * retried.
 */
export class DatabaseUnavailable extends Errors.MoleculerError {
  constructor(cause: Error) {
    super(`The database is unavailable: ${cause.message}`, 503, "DATABASE_UNAVAILABLE");
    this.name = "DatabaseUnavailable";
    this.cause = cause;
  }
}

/**
 * Converts a driver's error for the services. It becomes DatabaseUnavailable if the connection was lost (no SQLSTATE)
 * or the server is shutting down or starting (57P0x, 08xxx), has no resources (53xxx), aborted a transaction because
 * of another one (40xxx) or cancelled a slow statement (57014). Other errors are returned unchanged.
 */
export function toDatabaseError(error: unknown): unknown {
  const state = sqlState(error);
  const isTransient = state === undefined ? !isProgrammingError(error) : /^(08|40|53|57)/.test(state);
  return isTransient && Error.isError(error) && !(error instanceof DatabaseUnavailable)
    ? new DatabaseUnavailable(error)
    : error;
}

/** Whether an error is from a bug in the driver or in our code, not from the connection. */
function isProgrammingError(error: unknown): boolean {
  return ["TypeError", "RangeError", "ReferenceError"].includes((error as Error).name);
}
