/** What a host has pasted: a one-time code, a host's token, or the token of somebody else. */
export type Typed =
  | { kind: "code"; code: string }
  | { kind: "token"; token: string; name: string; expiresAt: number }
  | { kind: "notHost" }
  | { kind: "empty" }
  | { kind: "unreadable" };

/** The shortest signature, an HMAC-SHA-256, has 43 characters: with fewer, a terminal has broken the line within. */
const JWT = /[\w-]+\.[\w-]+\.[\w-]{43,}/;

/**
 * Reads a sign-in link, its code alone, or a token; also with what often stands around them, such as `export TOKEN=`, or
 * line breaks of a terminal within.
 */
export function readTyped(text: string): Typed {
  if (text.trim() === "") return { kind: "empty" };
  const typed = text.split("#sign-in=").at(-1)!;
  const found = (JWT.exec(typed) ?? JWT.exec(typed.replace(/\s*\n\s*/g, "")))?.[0];
  const claims = found && claimsOf(found);
  if (!found || !claims) return { kind: "unreadable" };
  if (claims.role === "signIn") return { kind: "code", code: found };
  const { role, sub, exp } = claims;
  // A token of an OpenID provider has no role, or one of its own.
  if (role === "player" || role === "screen") return { kind: "notHost" };
  if (typeof sub !== "string" || typeof exp !== "number") return { kind: "unreadable" };
  return { kind: "token", token: found, name: sub, expiresAt: exp * 1000 };
}

/** What a token says, without a check: the server does that. Undefined if it is none. */
function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const base64 = token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
