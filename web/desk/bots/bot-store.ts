import type { BotIdentity } from "./bot-player.ts";

/** Where bots are kept. `sessionStorage` fits: it is the tab's own. It may throw. */
type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

const keyOf = (sessionId: string) => `stampede.bots.${sessionId}`;

/** The bots of a session that this tab had before it was loaded again. */
export function storedBots(storage: Storage, sessionId: string): BotIdentity[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(keyOf(sessionId)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isBot) : [];
  } catch {
    return [];
  }
}

export function storeBots(storage: Storage, sessionId: string, bots: readonly BotIdentity[]): void {
  try {
    if (bots.length === 0) storage.removeItem(keyOf(sessionId));
    else storage.setItem(keyOf(sessionId), JSON.stringify(bots));
  } catch {
    // Private mode, or it is full: the bots play as long as the page is there.
  }
}

const isBot = (one: unknown): one is BotIdentity =>
  typeof one === "object" &&
  one !== null &&
  typeof (one as BotIdentity).token === "string" &&
  typeof (one as BotIdentity).playerNo === "number";
