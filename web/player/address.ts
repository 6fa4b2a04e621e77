import { normalCode } from "../../client/src/player-store.ts";
import { decoded, joinPath } from "../game/address.ts";

/** Where a player is, as the address says it: `/join/<code>` or `/`. */

/** The join code in an address, as it stands there; "" if it has none. @param path without the query */
export function codeAt(path: string): string {
  const [, code = ""] = /^\/join\/([^/]+)/.exec(path) ?? [];
  return decoded(code);
}

/** The address of a game. */
export const pathOf = (code: string): string => joinPath(normalCode(code));
