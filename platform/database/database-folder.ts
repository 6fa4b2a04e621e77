import { existsSync } from "node:fs";
import { access, constants, type FileHandle, mkdir, open, realpath, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import {
  missing,
  readAcknowledged,
  verifyEnd,
  verifyLog,
  WAL_SEGMENT_BYTES,
} from "./acknowledged-position.ts";
import { FolderLock, OWN_FILE_PREFIX } from "./folder-lock.ts";
import { markInitializing, removeUnfinished } from "./initialization-marker.ts";
import { makeTreePrivate } from "./private-files.ts";
import { FOLDER_GONE, NEARLY_FULL, storageError } from "./storage-errors.ts";

/** With less room than this on its disk, in bytes, the database may fail at any time: one file of its log. */
const MIN_FREE_BYTES = WAL_SEGMENT_BYTES;
/** What is tried after a failure before the database is used again. */
const TRIED_BYTES = 64 * 1024;
const TRIED_DESCRIPTORS = 32;

/** The locked folder of an embedded database. Its errors have the code of the system, or `FOLDER_GONE`. */
export class DatabaseFolder {
  /** The real path, without symbolic links. */
  readonly path: string;
  #lock: FolderLock;
  #finishInitialization: () => Promise<void> = async () => {};

  /**
   * Creates the folder if it does not exist, and locks it.
   *
   * @throws FolderInUse, AcknowledgedChangesMissing or DatabaseFolderError
   */
  static async open(path: string): Promise<DatabaseFolder> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const realPath = await realpath(path);
    const folder = new DatabaseFolder(realPath, FolderLock.acquire(realPath));
    try {
      await makeTreePrivate(realPath);
      await removeUnfinished(realPath);
      // Before the marker, because a marked folder is emptied at the next start, with whatever was brought back into it.
      await folder.verifyFiles();
      folder.#finishInitialization = await markInitializing(realPath);
      return folder;
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  private constructor(path: string, lock: FolderLock) {
    this.path = path;
    this.#lock = lock;
  }

  /**
   * Checks the files of a database that is not open: whether they contain all that was acknowledged.
   *
   * @throws AcknowledgedChangesMissing
   */
  async verifyFiles(): Promise<void> {
    const acknowledged = await readAcknowledged(this.path);
    if (!acknowledged) return;
    if (!existsSync(join(this.path, "PG_VERSION"))) {
      throw missing(this.path, "there is no database", acknowledged);
    }
    verifyLog(this.path, acknowledged);
  }

  /**
   * Checks the database that has just been opened.
   *
   * @param end the database's `pg_current_wal_insert_lsn()`
   * @throws AcknowledgedChangesMissing
   */
  async verifyOpened(end: string): Promise<void> {
    const acknowledged = await readAcknowledged(this.path);
    if (acknowledged) verifyEnd(this.path, acknowledged, end);
    await this.#finishInitialization();
    this.#finishInitialization = async () => {};
  }

  /** Looks at the folder without writing. @throws an error with a code if the database cannot write to it now */
  async check(): Promise<void> {
    if (!this.#lock.holds(this.path)) throw storageError(FOLDER_GONE);
    await access(this.path, constants.W_OK);
    const { bavail, bsize, blocks } = await statfs(this.path);
    if (blocks > 0 && bavail * bsize < MIN_FREE_BYTES) throw storageError(NEARLY_FULL);
  }

  /** Writes to the folder. @throws an error with a code if the database cannot be used yet */
  async tryOut(): Promise<void> {
    await this.#relock();
    await this.check();
    const path = join(this.path, `${OWN_FILE_PREFIX}trial`);
    const files: FileHandle[] = [];
    try {
      while (files.length < TRIED_DESCRIPTORS) files.push(await open(path, "w", 0o600));
      await files[0]?.write(Buffer.alloc(TRIED_BYTES));
      await files[0]?.sync();
    } finally {
      await Promise.all(files.map((file) => file.close()));
      await rm(path, { force: true });
    }
  }

  /** Locks the folder again if another one, such as a copy, has come into its place. @throws FolderInUse */
  async #relock(): Promise<void> {
    if (this.#lock.holds(this.path)) return;
    if (!existsSync(join(this.path, "PG_VERSION"))) throw storageError(FOLDER_GONE);
    const lock = FolderLock.acquire(this.path);
    this.#lock.release();
    this.#lock = lock;
  }

  release(): void {
    this.#lock.release();
  }
}
