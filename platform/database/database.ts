import { Errors } from "moleculer";

/**
 * The database as the services see it. Behind it stands PGlite in a folder (embedded-database.ts) or a pool of
 * connections to a server; no service knows which.
 *
 * Values go in as the server's text forms take them: numbers, strings, booleans, null, Date, Uint8Array, and
 * flat arrays of these; json as a string. They come out as: int2 to int8 and float8 → number, timestamptz →
 * Date, bytea → Uint8Array, json → parsed.
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
  /** Runs one statement and answers its rows. Errors carry Postgres' SQLSTATE as `code`, where it gave one. */
  query<Row>(text: string, values?: readonly Value[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. */
  transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How a node's connections to the database are used at this moment. */
export interface DatabaseUse {
  busy: number;
  idle: number;
  /** Callers that wait for a connection. */
  waiting: number;
  /** The most connections. */
  most: number;
}

/** A database as its node has opened it. */
export interface OpenDatabase extends Database {
  readonly use: DatabaseUse;
}

/** Postgres codes that this project branches on. */
export const UNIQUE_VIOLATION = "23505";

/** The SQLSTATE of an error that a query threw; undefined where the server never said (a lost connection). */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * The database did not say what became of a statement, or undid it for a passing reason. What may be repeated
 * is then simply sent again.
 */
export class DatabaseAway extends Errors.MoleculerError {
  constructor(cause: Error) {
    super(`The database is away: ${cause.message}`, 503, "DATABASE_AWAY");
    this.name = "DatabaseAway";
    this.cause = cause;
  }
}

/**
 * An error of a driver as the services should see it: DatabaseAway where the connection was lost (no SQLSTATE),
 * the server is shutting down or starting (57P0x, 08xxx), has no room (53xxx), broke a tie between transactions
 * (40xxx) or gave up on a slow statement (57014); any other as it is.
 */
export function seenFromOutside(error: unknown): unknown {
  const state = sqlState(error);
  const isPassing = state === undefined ? !isOurFault(error) : /^(08|40|53|57)/.test(state);
  return isPassing && Error.isError(error) && !(error instanceof DatabaseAway)
    ? new DatabaseAway(error)
    : error;
}

/** An error that a driver's or our own code made, on any connection and at any time. */
function isOurFault(error: unknown): boolean {
  return ["TypeError", "RangeError", "ReferenceError"].includes((error as Error).name);
}
