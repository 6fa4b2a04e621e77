import type { Queryable } from "../../platform/database/database.ts";
import type { ChangedSession } from "./change-session.ts";
import * as windows from "./windows.repo.ts";

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
  if (movesClose) await windows.moveCloses(transaction, no, settings.closesAt);
}
