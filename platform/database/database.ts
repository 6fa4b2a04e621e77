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
  /**
   * Why the database cannot be used now, as the end of "the database: …"; empty if nothing more is known, undefined if
   * it can be used.
   */
  problem(): Promise<string | undefined>;
}

/** The SQLSTATE of Postgres for a violated unique constraint. */
export const UNIQUE_VIOLATION = "23505";
/** The SQLSTATE of a violated foreign key. */
export const FOREIGN_KEY_VIOLATION = "23503";

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
  /** The message of the cause. */
  readonly reason: string;
  constructor(cause: Error) {
    super(`The database is unavailable: ${cause.message}`, 503, "DATABASE_UNAVAILABLE");
    this.name = "DatabaseUnavailable";
    this.reason = cause.message;
    this.cause = cause;
  }
}

/** SQLSTATEs of a refused login. A running node tries again, because an operator may be changing a password. */
const REFUSED_LOGIN = /^28|^3D000$/;
/** SQLSTATEs after which the same statement may succeed later, without a change of ours (`toDatabaseError`). */
const TRANSIENT = new RegExp(`^(08|40|53|57|58)|^(25006|55P03)$|${REFUSED_LOGIN.source}`);

/** Whether the server is there, but rejects the user, the password or the name of the database. */
export function isRefusedLogin(error: DatabaseUnavailable): boolean {
  return REFUSED_LOGIN.test(sqlState(error.cause) ?? "");
}

/**
 * Converts a driver's error for the services. It becomes DatabaseUnavailable if the connection was lost (no SQLSTATE)
 * or refused (08xxx, 28xxx, 3D000), or the server is shutting down or starting (57P0x), has no resources such as room
 * on its disk (53xxx), cannot read or write its files (58xxx), allows no writes, as a standby after a failover (25006),
 * gave up waiting for a lock (55P03), aborted a transaction because of another one (40xxx) or cancelled a slow
 * statement (57014). Other errors are returned unchanged.
 */
export function toDatabaseError(error: unknown): unknown {
  const state = sqlState(error);
  const isTransient = state === undefined ? !isProgrammingError(error) : TRANSIENT.test(state);
  return isTransient && Error.isError(error) && !(error instanceof DatabaseUnavailable)
    ? new DatabaseUnavailable(error)
    : error;
}

/** Whether an error is from a bug in the driver or in our code, not from the connection. */
function isProgrammingError(error: unknown): boolean {
  return ["TypeError", "RangeError", "ReferenceError"].includes((error as Error).name);
}
