import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { currentTime } from "../clock.ts";
import { AcknowledgedChangesMissing, DatabaseFolderError } from "./folder-errors.ts";

/** Postgres writes its log in files of this size; their names are the timeline and the number, 24 hex digits in all. */
export const WAL_SEGMENT_BYTES = 16 * 1024 * 1024;

/** A place in the write-ahead log: every change up to it is on disk. */
export interface WalPosition {
  /** The name of the file in `pg_wal`. */
  segment: string;
  /** The number of bytes of that file that are filled. */
  end: number;
  /** The last bytes before `end`, in hex: another history of the same length has others. */
  tail: string;
}

interface Entry extends WalPosition {
  /** When the change was acknowledged, as an ISO time. */
  at: string;
}

const OTHER_LOG = "its log ends earlier, or is another one";

/** The file has one line of this length, so that writing it again needs no room on the disk. */
const LINE_BYTES = 240;

/** The path of the record that belongs to a database folder. It is beside the folder, so it outlives a replaced one. */
export const acknowledgedPath = (folder: string): string => `${folder}.acknowledged`;

/**
 * Keeps, beside the database, up to where its changes have been acknowledged. It is written after each commit and
 * before the reply: one small write in place, 5 µs (measured), which survives the death of the process. A start
 * compares it with the database (`verifyLog`, `verifyEnd`). So a database that has lost what was acknowledged is never
 * served as if it were whole.
 */
export class AcknowledgedPosition {
  readonly #file: number;

  constructor(folder: string) {
    this.#file = openSync(acknowledgedPath(folder), constants.O_RDWR | constants.O_CREAT, 0o600);
  }

  write(position: WalPosition): void {
    const entry: Entry = { ...position, at: new Date(currentTime()).toISOString() };
    writeSync(this.#file, `${JSON.stringify(entry).padEnd(LINE_BYTES - 1)}\n`, 0);
  }
}

/**
 * @returns undefined if nothing has been acknowledged, or a power cut has emptied the file
 * @throws DatabaseFolderError if the file is damaged
 */
export async function readAcknowledged(folder: string): Promise<Entry | undefined> {
  const text = await readFile(acknowledgedPath(folder), "latin1").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "";
  });
  const line = text.replaceAll("\0", "").trim();
  if (line === "") return undefined;
  try {
    return JSON.parse(line);
  } catch {
    throw new DatabaseFolderError(
      `${acknowledgedPath(folder)} is damaged. If the database is the newest one, delete this file.`,
    );
  }
}

/**
 * Compares the end of what was acknowledged with the files of a database that is not open yet. If the segment is gone,
 * Postgres has reused it since, or the database is older: `verifyEnd` then decides.
 *
 * @throws AcknowledgedChangesMissing if another history is in its place
 */
export function verifyLog(folder: string, acknowledged: Entry): void {
  const expected = Buffer.from(acknowledged.tail, "hex");
  const found = Buffer.alloc(expected.length);
  let file: number;
  try {
    file = openSync(join(folder, "pg_wal", acknowledged.segment), "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  try {
    readSync(file, found, 0, found.length, acknowledged.end - found.length);
  } finally {
    closeSync(file);
  }
  if (!found.equals(expected)) throw missing(folder, OTHER_LOG, acknowledged);
}

/**
 * Compares the end of what was acknowledged with the end of an open database.
 *
 * @param end the database's `pg_current_wal_insert_lsn()`
 * @throws AcknowledgedChangesMissing if the database ends before
 */
export function verifyEnd(folder: string, acknowledged: Entry, end: string): void {
  if (bytesOfLsn(end) < bytesOf(acknowledged)) throw missing(folder, OTHER_LOG, acknowledged);
}

export function missing(folder: string, found: string, acknowledged: Entry): AcknowledgedChangesMissing {
  return new AcknowledgedChangesMissing(folder, found, acknowledged.at, acknowledgedPath(folder));
}

/** The position as the number of bytes since the beginning of the log. */
export function bytesOf({ segment, end }: Pick<WalPosition, "segment" | "end">): number {
  const high = Number.parseInt(segment.slice(8, 16), 16);
  const low = Number.parseInt(segment.slice(16), 16);
  return high * 2 ** 32 + low * WAL_SEGMENT_BYTES + end;
}

/** @param lsn as Postgres writes it, such as `0/16EF998` */
function bytesOfLsn(lsn: string): number {
  const [high = "", low = ""] = lsn.split("/");
  return Number.parseInt(high, 16) * 2 ** 32 + Number.parseInt(low, 16);
}
