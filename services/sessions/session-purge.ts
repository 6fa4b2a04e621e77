import type { DeletedSession } from "../../platform/contracts/contracts.ts";
import type { Database } from "../../platform/database/database.ts";
import * as repo from "./deletion.repo.ts";

/** Rows per transaction. */
const CHUNK_ROWS = 5000;
/** How many deleted sessions are worked on in turn. */
const MAX_SESSIONS = 100;

/** How far the deletion of one session's rows has come. */
interface Progress {
  /** Index in `LARGE_TABLES`. */
  table: number;
  after: repo.Position | null;
}

/**
 * Deletes the rows of the sessions that their hosts have deleted, in short transactions. Any node may do it, and each
 * may die at any time: another one, or the same one later, does what is left.
 */
export class SessionPurge {
  readonly #db: Database;
  readonly #chunkRows: number;
  readonly #onFound: (session: DeletedSession) => Promise<void>;
  readonly #progress = new Map<number, Progress>();

  /** @param onFound called before the first rows of a session are deleted: the event of its deletion may be lost */
  constructor(
    db: Database,
    onFound: (session: DeletedSession) => Promise<void> = async () => {},
    chunkRows = CHUNK_ROWS,
  ) {
    this.#db = db;
    this.#onFound = onFound;
    this.#chunkRows = chunkRows;
  }

  /**
   * Deletes one chunk of each deleted session in turn, so that a small one does not wait for a large one.
   *
   * @returns whether rows are left that this node can delete now
   */
  async runOnce(): Promise<boolean> {
    const sessions = await repo.deletedSessions(this.#db, MAX_SESSIONS);
    const numbers = new Set(sessions.map(({ sessionNo }) => sessionNo));
    for (const no of this.#progress.keys()) if (!numbers.has(no)) this.#progress.delete(no);
    let hasMore = sessions.length === MAX_SESSIONS;
    for (const session of sessions) {
      if (await this.#deleteChunk(session)) hasMore = true;
    }
    return hasMore;
  }

  /** @returns whether something was deleted and more is left */
  async #deleteChunk(session: DeletedSession): Promise<boolean> {
    const no = session.sessionNo;
    let progress = this.#progress.get(no);
    if (!progress) {
      await this.#onFound(session);
      progress = { table: 0, after: null };
      this.#progress.set(no, progress);
    }
    const table = repo.LARGE_TABLES[progress.table];
    if (!table) return this.#finish(no);
    const { after } = progress;
    const deleted = await this.#db.transaction(async (transaction) => {
      if (!(await repo.lockDeleted(transaction, no))) return null;
      return repo.deleteRows(transaction, table, no, after, this.#chunkRows);
    });
    if (!deleted) return false;
    const next = { table: progress.table + 1, after: null };
    this.#progress.set(no, deleted.rows < this.#chunkRows ? next : { ...progress, after: deleted.last });
    return true;
  }

  async #finish(no: number): Promise<boolean> {
    const limit = this.#chunkRows;
    const isGone = await this.#db.transaction((transaction) => repo.deleteSession(transaction, no, limit));
    this.#progress.delete(no);
    return !isGone;
  }
}
