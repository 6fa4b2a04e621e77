/** What the browser keeps of a player's games. All of it may be forbidden: then the games live as long as the page. */

const LEFT = "stampede.left";

/** Where the client keeps the games over reloads. */
export const keptGames = (): Storage | undefined => storage(() => localStorage);

/** What lives as long as the tab. */
export const tabStorage = (): Storage | undefined => storage(() => sessionStorage);

/** The code of the game that was left in this tab: `/` does not go back to it by itself. */
export function leftCode(): string | undefined {
  try {
    return tabStorage()?.getItem(LEFT) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param code undefined: no game is left */
export function setLeftCode(code: string | undefined): void {
  try {
    if (code === undefined) tabStorage()?.removeItem(LEFT);
    else tabStorage()?.setItem(LEFT, code);
  } catch {
    // Then a reload of `/` goes back to it.
  }
}

/** Whether the client keeps a game. */
export const hasKeptGame = (kept: Storage | undefined): boolean => gamesOf(kept).length > 0;

/** The code of a player's game, as the client keeps it; undefined if it does not. */
export function keptCode(
  kept: Storage | undefined,
  { sessionId, playerNo }: { sessionId: string; playerNo: number },
): string | undefined {
  const own = gamesOf(kept).find(([id]) => {
    const joined = read(kept, `stampede.${id}`)?.joined;
    return joined?.sessionId === sessionId && joined.playerNo === playerNo;
  });
  return own?.[1];
}

/** The client's list: id, code and gateway of each game, the newest first. */
function gamesOf(kept: Storage | undefined): [id: string, code: string, baseUrl: string][] {
  const games = read(kept, "stampede");
  return Array.isArray(games)
    ? games.filter((game): game is [string, string, string] => Array.isArray(game))
    : [];
}

function read(kept: Storage | undefined, key: string) {
  try {
    return JSON.parse(kept?.getItem(key) ?? "null");
  } catch {
    return undefined;
  }
}

function storage(get: () => Storage): Storage | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
