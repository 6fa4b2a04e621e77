import { randomBytes } from "node:crypto";

/** An opaque id of 96 random bits, safe in a URL. */
export function newId(): string {
  return randomBytes(12).toString("base64url");
}

/** Whether this can be an id at all. What cannot is never asked for: Postgres refuses some texts outright. */
export function isId(given: string): boolean {
  return /^[\w-]{16}$/.test(given);
}
