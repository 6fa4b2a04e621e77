import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { DatabaseAway, type DatabaseUse, type OpenDatabase, type Queryable, type Value } from "./database.ts";
import { beginFolder } from "./first-opening.ts";
import { FolderLock } from "./folder-lock.ts";

/** What the worker is asked; `transaction` 0 is none. */
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
 * PGlite (Postgres compiled to WebAssembly) on a thread of its own: a long statement keeps a second core busy,
 * never the event loop. One process at a time may have a folder open.
 */
export class EmbeddedDatabase implements OpenDatabase {
  readonly #worker: Worker;
  readonly #lock: FolderLock | undefined;
  readonly #waiting = new Map<
    number,
    { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;
  #lastTransaction = 0;
  #gone: Error | undefined;
  readonly #lost: (error: Error) => void;
  #isClosing = false;

  /**
   * Opens the database in `folder`, creating it where it is not there; without a folder, in memory.
   *
   * @param lost told once that the database has died under way; it does not come back in this process
   * @throws FolderInUse where another process has it open
   */
  static async open(folder?: string, lost: (error: Error) => void = () => {}): Promise<EmbeddedDatabase> {
    if (folder) await mkdir(dirname(folder), { recursive: true });
    const lock = folder ? await FolderLock.take(folder) : undefined;
    let database: EmbeddedDatabase | undefined;
    try {
      const opened = folder ? await beginFolder(folder) : async () => {};
      database = new EmbeddedDatabase(folder, lock, lost);
      await database.query("select 1");
      await opened();
      return database;
    } catch (error) {
      await (database ? database.close() : lock?.release());
      throw error;
    }
  }

  private constructor(
    folder: string | undefined,
    lock: FolderLock | undefined,
    lost: (error: Error) => void,
  ) {
    this.#lock = lock;
    this.#lost = lost;
    this.#worker = new Worker(new URL("./embedded-database.worker.ts", import.meta.url), {
      workerData: { folder },
      env: process.env,
    });
    this.#worker.on("message", (reply: DatabaseReply) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#fail(error as Error));
    this.#worker.on("exit", () => this.#fail(new DatabaseAway(new Error("it has stopped"))));
  }

  async query<Row>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.#ask("query", 0, text, values)) as Row[];
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const transaction = ++this.#lastTransaction;
    await this.#ask("begin", transaction);
    try {
      const result = await work({
        query: async <Row>(text: string, values: readonly Value[] = []) =>
          (await this.#ask("query", transaction, text, values)) as Row[],
      });
      await this.#ask("commit", transaction);
      return result;
    } catch (error) {
      await this.#ask("rollback", transaction).catch(() => {});
      throw error;
    }
  }

  /** One connection, and what is asked of it meanwhile waits. */
  get use(): DatabaseUse {
    const asked = this.#waiting.size;
    const busy = Math.min(1, asked);
    return { busy, idle: 1 - busy, waiting: asked - busy, most: 1 };
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#ask("close", 0).catch(() => {});
    await this.#worker.terminate();
    await this.#lock?.release();
  }

  #ask(
    kind: DatabaseRequest["kind"],
    transaction: number,
    text = "",
    values: readonly Value[] = [],
  ): Promise<unknown[]> {
    if (this.#gone) return Promise.reject(this.#gone);
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, kind, transaction, text, values } satisfies DatabaseRequest);
    });
  }

  #settle(reply: DatabaseReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (!reply.error) waiting?.resolve(reply.rows ?? []);
    else {
      const { message, ...fields } = reply.error;
      waiting?.reject(Object.assign(new Error(message), fields));
    }
  }

  #fail(error: Error): void {
    if (!this.#gone && !this.#isClosing) this.#lost(error);
    this.#gone ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
