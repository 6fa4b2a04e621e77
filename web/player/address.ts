import { decoded, joinPath } from "../game/address.ts";

/** Where a player is, as the address says it: `/join/<code>` or `/`. */

/** The join code in an address, as it stands there; "" if it has none. @param path without the query */
export function codeAt(path: string): string {
  const [, code = ""] = /^\/join\/([^/]+)/.exec(path) ?? [];
  return decoded(code);
}

/** A code in one form, however it was typed. The client and the server compare codes in the same way. */
export function normalCode(code: string): string {
  return code
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toUpperCase();
}

/** The address of a game. */
export const pathOf = (code: string): string => joinPath(normalCode(code));
