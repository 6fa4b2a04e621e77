import { TryAgain } from "../../../platform/errors.ts";
import type { BoardDependencies } from "./board-dependencies.ts";
import { type BoardUpdate, SessionBoard } from "./session-board.ts";
import type { TrackedSession } from "./tracked-session.ts";

/** A new board with all answers that were stored before its first read, and the update that put them there. */
export interface ReloadedBoard {
  board: SessionBoard;
  update: BoardUpdate;
}

/**
 * Reads all answers of a session into a new board, beside the one in use; null if the session does not exist.
 *
 * @throws TryAgain if a read or a look-up fails
 */
export async function reload(
  sessionNo: number,
  tracked: TrackedSession,
  dependencies: BoardDependencies,
): Promise<ReloadedBoard | null> {
  try {
    const session = await tracked.load();
    if (!session) return null;
    const board = new SessionBoard(sessionNo, dependencies.workers);
    const update = await board.update(await dependencies.database(), session.rules, session.shapes);
    return { board, update };
  } catch (error) {
    dependencies.onError(sessionNo, error);
    throw new TryAgain();
  }
}
