import { StoredGame } from "../../client/src/player-store.ts";
import { keepInTab, readTab } from "./tab-storage.ts";

/** What the browser keeps of a player's games. All of it may be forbidden: then the games live as long as the page. */

const LEFT = "stampede.left";

/** Where the client keeps the games over reloads. */
export function keptGames(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

/** The code of the game that was left in this tab: `/` does not go back to it by itself. */
export const leftCode = (): string | undefined => readTab(LEFT);

/** @param code undefined: no game is left */
export const setLeftCode = (code: string | undefined): void => keepInTab(LEFT, code);

/** Whether the client keeps a game. */
export const hasKeptGame = (kept: Storage | undefined): boolean =>
  StoredGame.find(kept, "", undefined, () => true) !== undefined;

/** The code of a player's game, as the client keeps it; undefined if it does not. */
export function keptCode(
  kept: Storage | undefined,
  { sessionId, playerNo }: { sessionId: string; playerNo: number },
): string | undefined {
  return StoredGame.find(
    kept,
    "",
    undefined,
    ({ joined }) => joined?.sessionId === sessionId && joined.playerNo === playerNo,
  )?.code;
}
