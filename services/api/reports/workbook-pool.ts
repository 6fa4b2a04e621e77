import { Readable } from "node:stream";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import type { FromWorker, ToWorker, WorkbookPages } from "./workbook.worker.ts";
import type { WorkbookReport } from "./workbook-report.ts";

type RunOptions = NonNullable<Parameters<Piscina["run"]>[1]>;

/** How many workbooks are written at once, each by a thread of its own. */
export const MAX_WORKBOOKS = 2;
/** How long an idle thread waits for the next workbook before it ends, in ms. */
const IDLE_TIMEOUT_MS = 30_000;
/** The heap of a thread, in MiB. The workbook of 100,000 players takes about half of it. */
const MEMORY_LIMIT = 96;

/** The pages of a workbook, as they are read from other nodes. */
export type PageSources = { [List in keyof WorkbookPages]: AsyncGenerator<WorkbookPages[List]> };

/**
 * Writes workbooks in worker threads: their XML and its compression would hold the gateway's event loop for seconds.
 * The gateway only passes pages to a thread and bytes from it.
 */
export class WorkbookPool {
  readonly #pool = new Piscina({
    filename: new URL("./workbook.worker.ts", import.meta.url).href,
    minThreads: 0,
    maxThreads: MAX_WORKBOOKS,
    idleTimeout: IDLE_TIMEOUT_MS,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT, maxYoungGenerationSizeMb: 16 },
  });

  /** The bytes of a workbook. If it is destroyed, its thread ends at once. It fails with the error of a page. */
  write(report: WorkbookReport, sources: PageSources): Readable {
    const { port1: own, port2: workers } = new MessageChannel();
    const abort = new AbortController();
    const stream = new WorkbookStream(own, sources, abort);
    // Piscina infers the list's type from the last overload of a function, and Node's types have reordered them.
    const transferList = [workers] as unknown as RunOptions["transferList"];
    const task = { report, port: workers };
    this.#pool
      .run(task, { name: "write", signal: abort.signal, transferList })
      .catch((error) => stream.destroy(error));
    return stream;
  }

  /** Ends all threads; what they write is cut off. */
  async stop(): Promise<void> {
    await this.#pool.destroy();
  }
}

class WorkbookStream extends Readable {
  readonly #port: MessagePort;
  readonly #sources: PageSources;
  readonly #abort: AbortController;

  constructor(port: MessagePort, sources: PageSources, abort: AbortController) {
    super();
    this.#port = port;
    this.#sources = sources;
    this.#abort = abort;
    port.on("message", (message: FromWorker) => this.#onMessage(message));
  }

  override _read(): void {
    this.#post({ kind: "read" });
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#port.close();
    if (!this.readableEnded) this.#abort.abort();
    for (const source of Object.values(this.#sources)) void source.return(undefined);
    callback(error);
  }

  #onMessage(message: FromWorker): void {
    if (message.kind === "bytes") this.push(message.bytes);
    else if (message.kind === "end") this.push(null);
    else void this.#sendPage(message.list);
  }

  async #sendPage(list: keyof WorkbookPages): Promise<void> {
    try {
      const { done, value } = await this.#sources[list].next();
      this.#post({ kind: "page", page: done ? null : value });
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #post(message: ToWorker): void {
    if (!this.destroyed) this.#port.postMessage(message);
  }
}
