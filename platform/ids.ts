import { randomBytes } from "node:crypto";

/** A new opaque id of 96 random bits, safe in URLs. */
export function newId(): string {
  return randomBytes(12).toString("base64url");
}

/** Whether a text has the format of an id. No other text is looked up: Postgres rejects some texts with an error. */
export function isId(text: string): boolean {
  return /^[\w-]{16}$/.test(text);
}
