import { setTimeout as sleep } from "node:timers/promises";
import {
  DatabaseUnavailable,
  type MonitoredDatabase,
  type PoolStats,
  type Queryable,
  toDatabaseError,
  type Value,
} from "./database.ts";
import { DatabaseFolder } from "./database-folder.ts";
import { EmbeddedConnection } from "./embedded-connection.ts";
import { DatabaseFolderError } from "./folder-errors.ts";
import { isStorageError, NEARLY_FULL, storageProblem } from "./storage-errors.ts";

/** Between two attempts to use the database again after a failure, in ms. The delay doubles from the first to the last. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
/** A commit that changes nothing, but must be written to the log. */
const EMPTY_COMMIT = "select pg_logical_emit_message(true, 'stampede', '')";

/**
 * PGlite (Postgres compiled to WebAssembly) in a worker thread, so a long statement never blocks the event loop. Only
 * one process at a time can open a folder.
 *
 * A disk that is full, read-only, gone or fails makes statements fail with DatabaseUnavailable. If Postgres ends itself
 * because of it, it is opened again and replays its log. The database tries to heal until it can write again.
 */
export class EmbeddedDatabase implements MonitoredDatabase {
  readonly #folder: DatabaseFolder | undefined;
  readonly #log: (message: string) => void;
  /** Undefined while the database is broken and has not been opened again. */
  #connection: EmbeddedConnection | undefined;
  /** Why the database cannot store anything now. */
  #problem: string | undefined;
  #healing: Promise<void> | undefined;
  #lastTransaction = 0;
  readonly #closing = new AbortController();

  /**
   * Opens the database in `folder`, and creates it if it does not exist. Without a folder it is in memory.
   *
   * @param log gets a line if the database cannot store anything, and another one when it can again
   * @throws FolderInUse if another process has it open; AcknowledgedChangesMissing if it is older than what it has
   *   acknowledged; DatabaseFolderError if it cannot be opened for another reason
   */
  static async open(folder?: string, log: (message: string) => void = () => {}): Promise<EmbeddedDatabase> {
    const database = new EmbeddedDatabase(folder ? await DatabaseFolder.open(folder) : undefined, log);
    try {
      database.#connection = await database.#connect();
      return database;
    } catch (error) {
      await database.close();
      if (error instanceof DatabaseFolderError) throw error;
      const reason = error instanceof DatabaseUnavailable ? error.reason : (error as Error).message;
      throw new DatabaseFolderError(`Cannot open the database in ${folder ?? "memory"}: ${reason}.`);
    }
  }

  private constructor(folder: DatabaseFolder | undefined, log: (message: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  async query<Row>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    return run<Row>(this.#current(), 0, text, values);
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const connection = this.#current();
    const transaction = ++this.#lastTransaction;
    await connection.send("begin", transaction).catch(rethrow);
    try {
      const result = await work({
        query: <Row>(text: string, values: readonly Value[] = []) =>
          run<Row>(connection, transaction, text, values),
      });
      await connection.send("commit", transaction).catch(rethrow);
      return result;
    } catch (error) {
      await connection.send("rollback", transaction).catch(() => {});
      throw error;
    }
  }

  /** There is one connection. */
  get poolStats(): PoolStats {
    const pending = this.#connection?.pending ?? 0;
    const busy = Math.min(1, pending);
    return { busy, idle: 1 - busy, waiting: pending - busy, max: 1 };
  }

  async problem(): Promise<string | undefined> {
    if (this.#problem || !this.#folder) return this.#problem;
    try {
      await this.#folder.check();
      return undefined;
    } catch (error) {
      // From now on it is tried until it can write again, so that the log tells of it as well.
      this.#onStorageError((error as NodeJS.ErrnoException).code ?? "EIO");
      return this.#problem;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#healing;
    await this.#connection?.close();
    this.#folder?.release();
  }

  #current(): EmbeddedConnection {
    if (this.#connection) return this.#connection;
    throw new DatabaseUnavailable(new Error(this.#problem ?? "it is not open"));
  }

  /** @throws AcknowledgedChangesMissing */
  async #connect(): Promise<EmbeddedConnection> {
    const connection = new EmbeddedConnection(this.#folder?.path, {
      onBroken: (reason, storage) => this.#onBroken(connection, reason, storage),
      onStorageError: (code) => this.#onStorageError(code),
    });
    try {
      const [row] = await run<{ end: string }>(connection, 0, 'select pg_current_wal_insert_lsn() as "end"');
      await this.#folder?.verifyOpened(row?.end ?? "0/0");
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #onBroken(connection: EmbeddedConnection, reason: string, storage: string | undefined): void {
    if (connection !== this.#connection) return;
    this.#connection = undefined;
    this.#setProblem(storage ? storageProblem(storage) : "it has crashed", reason);
    // What was in memory is lost.
    if (this.#folder) this.#heal();
  }

  #onStorageError(code: string): void {
    this.#setProblem(storageProblem(code));
    this.#heal();
  }

  /** @param details for the log */
  #setProblem(problem: string, details?: string): void {
    if (problem === this.#problem || this.#closing.signal.aborted) return;
    this.#problem = problem;
    const text = details ? `${problem} (${details.replace(/\.$/, "")})` : problem;
    this.#log(`The database in ${this.#folder?.path ?? "memory"} has a problem: ${text}. Retrying.`);
  }

  #heal(): void {
    this.#healing ??= this.#tryAgain().finally(() => {
      this.#healing = undefined;
    });
  }

  /** Tries until the database can write again. Opens it first if it is broken. */
  async #tryAgain(): Promise<void> {
    let delayMs = FIRST_RETRY_MS;
    while (this.#problem && (await this.#pause(delayMs))) {
      delayMs = Math.min(2 * delayMs, LAST_RETRY_MS);
      try {
        await this.#folder?.tryOut();
        await this.#reopen();
        await run(this.#current(), 0, EMPTY_COMMIT);
        if (this.#closing.signal.aborted) break;
        this.#log(`The database in ${this.#folder?.path} works again.`);
        this.#problem = undefined;
      } catch (error) {
        this.#onFailedAttempt(error as Error);
      }
    }
  }

  #onFailedAttempt(error: Error): void {
    const { code } = error as NodeJS.ErrnoException;
    // That it is nearly full says less than that it is full.
    if (code === NEARLY_FULL) return;
    if (isStorageError(code)) this.#setProblem(storageProblem(code as string));
    else if (error instanceof DatabaseFolderError) this.#setProblem(error.problem, error.message);
    else if (error instanceof DatabaseUnavailable) this.#setProblem(String(error.reason));
    else this.#setProblem("it cannot be opened", error.message);
  }

  async #reopen(): Promise<void> {
    if (this.#connection) return;
    await this.#folder?.verifyFiles();
    const connection = await this.#connect();
    if (this.#closing.signal.aborted) await connection.close();
    else this.#connection = connection;
  }

  /** @returns false if the database is being closed */
  async #pause(ms: number): Promise<boolean> {
    return sleep(ms, true, { ref: false, signal: this.#closing.signal }).catch(() => false);
  }
}

async function run<Row>(
  connection: EmbeddedConnection,
  transaction: number,
  text: string,
  values: readonly Value[] = [],
): Promise<Row[]> {
  return (await connection.send("query", transaction, text, values).catch(rethrow)) as Row[];
}

/** An error without an SQLSTATE, which is our own, stays what it is. */
function rethrow(error: Error): never {
  throw (error as { code?: string }).code ? toDatabaseError(error) : error;
}
