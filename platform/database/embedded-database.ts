import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import {
  DatabaseUnavailable,
  type MonitoredDatabase,
  type PoolStats,
  type Queryable,
  type Value,
} from "./database.ts";
import { FolderLock } from "./folder-lock.ts";
import { markInitializing } from "./initialization-marker.ts";

/** A request to the worker. `transaction` is the transaction's id; 0 is none. */
export interface DatabaseRequest {
  id: number;
  kind: "query" | "begin" | "commit" | "rollback" | "close";
  transaction: number;
  text: string;
  values: readonly Value[];
}

export interface DatabaseReply {
  id: number;
  rows?: unknown[];
  error?: { message: string; code?: string; detail?: string; constraint?: string };
}

/**
 * PGlite (Postgres compiled to WebAssembly) in a worker thread, so a long statement never blocks the event loop. Only
 * one process at a time can open a folder.
 */
export class EmbeddedDatabase implements MonitoredDatabase {
  readonly #worker: Worker;
  readonly #lock: FolderLock | undefined;
  readonly #pending = new Map<
    number,
    { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;
  #lastTransaction = 0;
  #failure: Error | undefined;
  readonly #onCrash: (error: Error) => void;
  #isClosing = false;

  /**
   * Opens the database in `folder`, and creates it if it does not exist. Without a folder it is in memory.
   *
   * @param onCrash called once if the database crashes; it cannot be used in this process again
   * @throws FolderInUse if another process has it open
   */
  static async open(folder?: string, onCrash: (error: Error) => void = () => {}): Promise<EmbeddedDatabase> {
    if (folder) await mkdir(dirname(folder), { recursive: true });
    const lock = folder ? await FolderLock.acquire(folder) : undefined;
    let database: EmbeddedDatabase | undefined;
    try {
      const removeMarker = folder ? await markInitializing(folder) : async () => {};
      database = new EmbeddedDatabase(folder, lock, onCrash);
      await database.query("select 1");
      await removeMarker();
      return database;
    } catch (error) {
      await (database ? database.close() : lock?.release());
      throw error;
    }
  }

  private constructor(
    folder: string | undefined,
    lock: FolderLock | undefined,
    onCrash: (error: Error) => void,
  ) {
    this.#lock = lock;
    this.#onCrash = onCrash;
    this.#worker = new Worker(new URL("./embedded-database.worker.ts", import.meta.url), {
      workerData: { folder },
      env: process.env,
    });
    this.#worker.on("message", (reply: DatabaseReply) => this.#onReply(reply));
    this.#worker.on("error", (error) => this.#fail(error as Error));
    this.#worker.on("exit", () => this.#fail(new DatabaseUnavailable(new Error("it has stopped"))));
  }

  async query<Row>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.#send("query", 0, text, values)) as Row[];
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const transaction = ++this.#lastTransaction;
    await this.#send("begin", transaction);
    try {
      const result = await work({
        query: async <Row>(text: string, values: readonly Value[] = []) =>
          (await this.#send("query", transaction, text, values)) as Row[],
      });
      await this.#send("commit", transaction);
      return result;
    } catch (error) {
      await this.#send("rollback", transaction).catch(() => {});
      throw error;
    }
  }

  /** There is one connection. */
  get poolStats(): PoolStats {
    const pending = this.#pending.size;
    const busy = Math.min(1, pending);
    return { busy, idle: 1 - busy, waiting: pending - busy, max: 1 };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#send("close", 0).catch(() => {});
    await this.#worker.terminate();
    await this.#lock?.release();
  }

  #send(
    kind: DatabaseRequest["kind"],
    transaction: number,
    text = "",
    values: readonly Value[] = [],
  ): Promise<unknown[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ id, kind, transaction, text, values } satisfies DatabaseRequest);
    });
  }

  #onReply(reply: DatabaseReply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (!reply.error) pending?.resolve(reply.rows ?? []);
    else {
      const { message, ...fields } = reply.error;
      pending?.reject(Object.assign(new Error(message), fields));
    }
  }

  #fail(error: Error): void {
    if (!this.#failure && !this.#isClosing) this.#onCrash(error);
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
