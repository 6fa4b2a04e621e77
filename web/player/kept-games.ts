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

function storage(get: () => Storage): Storage | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
