import { parentPort, workerData } from "node:worker_threads";
import { PGlite, type Transaction, types } from "@electric-sql/pglite";
import { AcknowledgedPosition } from "./acknowledged-position.ts";
import { DATABASE_DESCRIPTORS } from "./database-descriptors.ts";
import type { DatabaseNotice, DatabaseReply, DatabaseRequest } from "./embedded-connection.ts";
import { bytesBetween, HostFiles } from "./host-files.ts";
import { isStorageError } from "./storage-errors.ts";

/** Runs PGlite and handles requests from a message port. During a transaction all other statements wait. */

/** After so much new log, in bytes, a checkpoint lets Postgres reuse the old log. PGlite makes none by itself. */
const CHECKPOINT_BYTES = 64 * 1024 * 1024;
/**
 * Postgres clears its buffers when it starts. With its own default of 128 MB, each start takes longer and a node needs
 * that much more memory, while the pages that are not in a buffer come from the cache of the system at hardly any cost.
 */
const BUFFERS = "shared_buffers=16MB";
const FILE_SETTINGS = [
  "wal_sync_method=fsync",
  "max_wal_size=128MB",
  "min_wal_size=48MB",
  `max_files_per_process=${DATABASE_DESCRIPTORS}`,
];

const port = parentPort!;
const folder: string | undefined = workerData.folder;
/** The last line about an end of Postgres that it has printed, for the log. */
let lastWords: string | undefined;
const files =
  folder === undefined ? undefined : new HostFiles(folder, (reason) => onBroken(lastWords ?? reason));
const opening = PGlite.create({
  startParams: startParameters(),
  ...(files && {
    fs: files,
    onStderr: (line: string) => {
      lastWords = /(?:PANIC|FATAL): {2}(.*)/.exec(line)?.[1] ?? lastWords;
      return true;
    },
  }),
  parsers: { [types.INT8]: Number },
});
let acknowledged: AcknowledgedPosition | undefined;
/** Up to where the log was flushed at the last acknowledged commit, and at the last checkpoint. */
let acknowledgedAt = files?.flushed;
let checkpointAt = files?.flushed;

type Outcome = "commit" | "rollback";

interface OpenTransaction {
  transaction: Transaction;
  end: (outcome: Outcome) => void;
  ended: Promise<unknown>;
}
const openTransactions = new Map<number, OpenTransaction>();

/** The command line of Postgres. */
function startParameters(): string[] {
  const settings = files ? [...FILE_SETTINGS, BUFFERS] : [BUFFERS];
  // `-F` is "no fsync", which is right for a database in memory.
  const defaults = PGlite.defaultStartParams.filter((parameter) => !files || parameter !== "-F");
  return [...defaults, ...settings.flatMap((setting) => ["-c", setting])];
}

/** Postgres has ended itself, or PGlite is in an unknown state. The other thread then ends this one. */
function onBroken(reason: string): void {
  port.postMessage({ broken: reason, storage: files?.lastError } satisfies DatabaseNotice);
}

async function begin(db: PGlite, id: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let end!: OpenTransaction["end"];
    const outcome = new Promise<Outcome>((resolveOutcome) => {
      end = resolveOutcome;
    });
    const ended = db.transaction(async (transaction) => {
      openTransactions.set(id, { transaction, end, ended });
      resolve();
      if ((await outcome) === "rollback") await transaction.rollback();
    });
    ended.catch(reject);
  });
}

async function finish(id: number, outcome: Outcome): Promise<void> {
  const transaction = openTransactions.get(id);
  openTransactions.delete(id);
  transaction?.end(outcome);
  await transaction?.ended;
}

async function handle(request: DatabaseRequest): Promise<unknown[]> {
  const db = await opening;
  switch (request.kind) {
    case "begin":
      await begin(db, request.transaction);
      return [];
    case "commit":
    case "rollback":
      await finish(request.transaction, request.kind);
      return [];
    case "close":
      await db.close();
      return [];
    case "query": {
      const runner = request.transaction ? openTransactions.get(request.transaction)?.transaction : db;
      if (!runner) throw new Error("The transaction has ended.");
      if (request.values.length === 0 && request.text.includes(";")) {
        return (await runner.exec(request.text)).at(-1)?.rows ?? [];
      }
      return (await runner.query(request.text, [...request.values])).rows;
    }
  }
}

/**
 * Records, before the reply, up to where the log is acknowledged. After a statement that failed, the log may have been
 * flushed up to the middle of a record; that is forgotten.
 */
function acknowledge(folder: string, { kind, transaction }: DatabaseRequest): void {
  const isCommit = kind === "commit" || (kind === "query" && transaction === 0);
  if (!isCommit || !files?.flushed || files.flushed === acknowledgedAt) return;
  acknowledged ??= new AcknowledgedPosition(folder);
  acknowledged.write(files.flushed);
  acknowledgedAt = files.flushed;
}

/** Makes a checkpoint now and then, between two requests. */
async function checkpoint(): Promise<void> {
  checkpointAt ??= files?.flushed;
  if (bytesBetween(checkpointAt, files?.flushed) < CHECKPOINT_BYTES) return;
  checkpointAt = files?.flushed;
  await (await opening).exec("checkpoint").catch((error) => {
    if (isBroken(error)) onBroken(lastWords ?? String(error));
    else port.postMessage({ storage: files?.lastError ?? "EIO" } satisfies DatabaseNotice);
  });
}

/** Whether an error is not from Postgres, but from the end of its WebAssembly. */
const isBroken = (error: unknown): boolean =>
  ["RuntimeError", "ExitStatus", "ErrnoError"].includes((error as Error | null)?.name ?? "");

/** The code of the disk's error that made a statement fail; undefined if it failed for another reason. */
function storageCode({ code, message }: { code?: string; message?: string }): string | undefined {
  if (isStorageError(code)) return code;
  // PGlite says nothing more about a failed opening.
  if (code === undefined) return files?.lastError;
  if (code === "53100") return files?.lastError ?? "ENOSPC";
  if (code === "53000") return files?.lastError ?? "EMFILE";
  // Our role may do everything: a missing privilege (42501) is one of the file system.
  const isFileError = /^58|^42501$/.test(code) || (code === "XX000" && message?.startsWith("could not"));
  return files && isFileError ? (files.lastError ?? "EIO") : undefined;
}

async function respond(request: DatabaseRequest): Promise<void> {
  try {
    const rows = await handle(request);
    if (folder !== undefined) acknowledge(folder, request);
    port.postMessage({ id: request.id, rows } satisfies DatabaseReply);
    if (files) files.lastError = undefined;
  } catch (error) {
    if (isBroken(error)) onBroken(lastWords ?? String(error));
    const { message, code, detail, constraint } = error as Record<string, string>;
    port.postMessage({
      id: request.id,
      error: { message: String(message), code, detail, constraint },
      storage: storageCode(error as Record<string, string>),
    } as DatabaseReply);
    if (files) [files.flushed, files.lastError] = [acknowledgedAt, undefined];
  }
  if (request.transaction === 0 && request.kind === "query") await checkpoint();
}

port.on("message", (request: DatabaseRequest) => void respond(request));
