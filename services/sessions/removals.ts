import type { ParamsOut, RosterEntry } from "../../platform/contracts/contracts.ts";
import type { Database } from "../../platform/database/database.ts";
import { MAX_REMOVED_PLAYERS, type SessionRecord, stateOf } from "../../platform/domain/session.ts";
import { NotFound, WrongState } from "../../platform/errors.ts";
import { playersNamed, remove, restore } from "./removals.repo.ts";
import type { SessionCommands } from "./session-commands.ts";
import { applyChange } from "./sessions.repo.ts";

interface Dependencies {
  db: Database;
  commands: Pick<SessionCommands, "requireOwned" | "update">;
}

/**
 * Removes one player, or all with a nickname: their tokens stop working, and their answers stop counting.
 *
 * @returns the session afterwards
 * @throws NotFound if there is nobody; Forbidden; WrongState past MAX_REMOVED_PLAYERS
 */
export async function removePlayers(
  { db, commands }: Dependencies,
  { id, host, who, ban }: ParamsOut<"sessions.removePlayers">,
): Promise<SessionRecord> {
  const { no } = await commands.requireOwned(id, host);
  const playerNos = "player" in who ? [who.player] : await playersNamed(db, no, who.nickname);
  if (playerNos.length === 0) throw new NotFound("player");
  return commands.update(no, async (transaction, current) => {
    const removed = new Set(current.removed);
    if (isSubset(playerNos, ban ? new Set(current.banned) : removed)) return false;
    if (removed.union(new Set(playerNos)).size > MAX_REMOVED_PLAYERS) {
      const message = `A session takes ${MAX_REMOVED_PLAYERS} removals at most. Restore players, or start another session.`;
      throw new WrongState(message, stateOf(current));
    }
    if ((await remove(transaction, no, playerNos, ban)) === 0) throw new NotFound("player");
    await applyChange(transaction, no, {});
    return true;
  });
}

/**
 * Takes a player's removal back, and the ban: the token works again, and the answers count again. It is the host's will,
 * so a full or locked session does not forbid it.
 *
 * @returns the session afterwards, and the player
 * @throws NotFound, Forbidden; NicknameTaken if the session has unique nicknames and another player has this one now
 */
export async function restorePlayer(
  { commands }: Dependencies,
  { id, host, player: playerNo }: ParamsOut<"sessions.restorePlayer">,
): Promise<{ session: SessionRecord; player: RosterEntry }> {
  const { no, settings } = await commands.requireOwned(id, host);
  let player: RosterEntry | undefined;
  const session = await commands.update(no, async (transaction) => {
    const restored = await restore(transaction, no, playerNo, settings.nicknames === "unique");
    if (!restored) throw new NotFound("player");
    player = restored.player;
    if (restored.wasRemoved) await applyChange(transaction, no, {});
    return restored.wasRemoved;
  });
  return { session, player: player! };
}

const isSubset = (numbers: readonly number[], of: ReadonlySet<number>) => numbers.every((no) => of.has(no));
