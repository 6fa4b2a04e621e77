import { Worker } from "node:worker_threads";
import { DatabaseUnavailable, type Value } from "./database.ts";
import { storageProblem } from "./storage-errors.ts";

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
  /** The code of an error of the disk that happened meanwhile, if the request failed. */
  storage?: string | undefined;
}

/** From the worker, without a request. `broken`: Postgres has ended itself. `storage`: a code as in a reply. */
export type DatabaseNotice = { broken: string; storage?: string | undefined } | { storage: string };

export interface ConnectionEvents {
  /** Called once if the database cannot be used any more. @param storage the error code of the disk, if it was that */
  onBroken(reason: string, storage: string | undefined): void;
  /** Called for each error of the disk after which the database can still be used. */
  onStorageError(code: string): void;
}

/** PGlite in a worker thread, from its opening to its end. Statements after its end fail with DatabaseUnavailable. */
export class EmbeddedConnection {
  readonly #worker: Worker;
  readonly #events: ConnectionEvents;
  readonly #pending = new Map<
    number,
    { resolve: (rows: unknown[]) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;
  #failure: Error | undefined;
  #isClosing = false;

  /** @param folder undefined for a database in memory */
  constructor(folder: string | undefined, events: ConnectionEvents) {
    this.#events = events;
    this.#worker = new Worker(new URL("./embedded-database.worker.ts", import.meta.url), {
      workerData: { folder },
      env: process.env,
    });
    this.#worker.on("message", (message: DatabaseReply | DatabaseNotice) => {
      if ("id" in message) this.#onReply(message);
      else if ("broken" in message) this.#fail(message.broken, message.storage);
      else this.#events.onStorageError(message.storage);
    });
    this.#worker.on("error", (error) => this.#fail((error as Error).message));
    this.#worker.on("exit", () => this.#fail("it has stopped"));
  }

  get pending(): number {
    return this.#pending.size;
  }

  send(
    kind: DatabaseRequest["kind"],
    transaction = 0,
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

  /** Closes the database properly if it still works. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.send("close").catch(() => {});
    await this.#worker.terminate();
  }

  #onReply({ id, rows, error, storage }: DatabaseReply): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (!error) {
      pending?.resolve(rows ?? []);
      return;
    }
    const { message, ...fields } = error;
    const rejection = Object.assign(new Error(message), fields);
    if (storage) this.#events.onStorageError(storage);
    pending?.reject(storage ? new DatabaseUnavailable(rejection) : rejection);
  }

  #fail(reason: string, storage?: string): void {
    if (this.#failure) return;
    this.#failure = new DatabaseUnavailable(new Error(storage ? storageProblem(storage) : reason));
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
    // After it has ended itself, Postgres may loop or say that it has committed.
    void this.#worker.terminate();
    if (!this.#isClosing) this.#events.onBroken(reason, storage);
  }
}
