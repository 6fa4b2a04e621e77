import { TryAgain } from "../../../platform/errors.ts";
import type { Surroundings } from "../live/board-dependencies.ts";
import { SessionBoard, type Update } from "../live/session-board.ts";
import type { KnownSession } from "../live/tracked-session.ts";

/** A board with all that was stored as it was begun. */
export interface Anew {
  board: SessionBoard;
  whole: Update;
}

/**
 * Reads a session onto a board of its own, beside the one that there is; null where there is no such session.
 *
 * @throws TryAgain
 */
export async function readAnew(
  sessionNo: number,
  known: KnownSession,
  node: Surroundings,
): Promise<Anew | null> {
  try {
    const subject = await known.subject();
    if (!subject) return null;
    const board = new SessionBoard(sessionNo, node.threads);
    const whole = await board.update(await node.database(), subject.counts, subject.shapes);
    return { board, whole };
  } catch (error) {
    node.failed(sessionNo, error);
    throw new TryAgain();
  }
}
