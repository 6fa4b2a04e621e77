import type { Queryable } from "../../platform/database/database.ts";
import type { ChangedSession } from "./change-session.ts";

/** Writes the settings of a locked session that its host has changed. */
export async function writeChanges(
  transaction: Queryable,
  no: number,
  { title, locked, settings, movesClose }: ChangedSession,
): Promise<void> {
  await transaction.query(
    `update sessions set title = $2, locked = $3, late_join = $4, expected_players = $5, max_players = $6,
       opens_at = to_timestamp($7::float8 / 1000), closes_at = to_timestamp($8::float8 / 1000)
     where no = $1`,
    [
      no,
      title,
      locked,
      settings.lateJoin,
      settings.expectedPlayers,
      settings.maxPlayers,
      settings.opensAt,
      settings.closesAt,
    ],
  );
  if (movesClose) await moveCloses(transaction, no, settings.closesAt);
}

/**
 * Moves the close of all windows that are not revealed. It waits for answers that are being stored, and later ones see
 * it. The windows are locked in the order in which answers lock them, so that nothing deadlocks.
 */
async function moveCloses(transaction: Queryable, no: number, closesAt: number | null): Promise<void> {
  await transaction.query(
    "select from question_windows where session_no = $1 order by question_no for no key update",
    [no],
  );
  await transaction.query(
    `update question_windows set closes_at = to_timestamp($2::float8 / 1000)
     where session_no = $1 and revealed_at is null`,
    [no, closesAt],
  );
}
