import { closeSync, openSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DatabaseFolderError, FolderInUse } from "./folder-errors.ts";

/** The names of our own files in the folder of Postgres begin with this. Postgres never sees them (host-files.ts). */
export const OWN_FILE_PREFIX = "stampede.";
const LOCK_FILE = `${OWN_FILE_PREFIX}lock`;
/** SQLite's result code for a file that is locked. */
const SQLITE_BUSY = 5;
/** All locks of this process. A database of SQLite that nobody refers to any more is closed, and so is its lock. */
const held = new Set<FolderLock>();

/**
 * Lets only one process at a time use a folder. The lock is the kernel's, on a file inside the folder. So it holds for
 * every name of the folder, in every container and network namespace, and it ends with the process, however that dies.
 * Node has no call for file locks, but SQLite has: an exclusive transaction on an empty database that stays open.
 *
 * Nothing else in this process may open the file: as soon as any descriptor of it is closed, the kernel drops the lock.
 */
export class FolderLock {
  readonly #database: DatabaseSync;
  readonly #file: Pick<Stats, "dev" | "ino">;

  /**
   * @throws FolderInUse
   * @throws DatabaseFolderError if the file cannot be created or locked
   */
  static acquire(folder: string): FolderLock {
    const path = join(folder, LOCK_FILE);
    let database: DatabaseSync | undefined;
    try {
      createPrivately(path);
      database = new DatabaseSync(path, { timeout: 0 });
      database.exec("pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive");
      return new FolderLock(database, statSync(path));
    } catch (error) {
      database?.close();
      if ((error as { errcode?: number }).errcode === SQLITE_BUSY) throw new FolderInUse(folder);
      throw new DatabaseFolderError(`Cannot lock ${folder}: ${(error as Error).message}.`);
    }
  }

  private constructor(database: DatabaseSync, file: Pick<Stats, "dev" | "ino">) {
    this.#database = database;
    this.#file = file;
    held.add(this);
  }

  /** Whether this folder is the one that was locked: not if it was moved, deleted or replaced since. */
  holds(folder: string): boolean {
    const file = statSync(join(folder, LOCK_FILE), { throwIfNoEntry: false });
    return file?.ino === this.#file.ino && file.dev === this.#file.dev;
  }

  release(): void {
    held.delete(this);
    this.#database.close();
  }
}

/** An existing file is not opened: this process may hold a lock on it. */
function createPrivately(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
