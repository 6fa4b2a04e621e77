import type { OpenIdTokens } from "../../../platform/auth/openid.ts";
import type { Bearer, Tokens } from "../../../platform/auth/tokens.ts";
import { Forbidden, InvalidToken, NoToken } from "../../../platform/errors.ts";
import type { Eventually } from "../../../platform/maybe-promise.ts";
import type { Asked } from "../http/request-context.ts";

/** Who may call a route: a host; a player of the session in the path; or anyone, known or not. */
export type Access = "host" | "player" | "anyone";

export type Host = Extract<Bearer, { role: "host" }>;
export type Player = Extract<Bearer, { role: "player" }>;

/** As clients write it; it may be written otherwise (RFC 9110, 11.1). */
const SCHEME = "Bearer ";

/**
 * Who calls. Our own tokens are HS256; any other is for the OpenID provider to vouch for, where there is one.
 *
 * @throws InvalidToken where there is a token and it does not verify
 */
export function readBearer(
  req: Asked,
  tokens: Tokens,
  provider: OpenIdTokens | undefined,
): Eventually<Bearer | null> {
  const header = req.headers.authorization;
  if (header === undefined) return null;
  const known = header.startsWith(SCHEME) ? tokens.known(header.slice(SCHEME.length)) : undefined;
  if (known) return known;
  const [, token] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header) ?? [];
  if (!token) throw new InvalidToken();
  return provider && !tokens.isOwn(token) ? provider.read(token) : tokens.read(token);
}

/**
 * Lets a caller through to a route, or says why not.
 *
 * @param sessionId the session in the path; a player's token is good for its own session only
 * @throws NoToken, Forbidden
 */
export function admit(access: Access, bearer: Bearer | null, sessionId: string | undefined): void {
  if (bearer === null) {
    if (access !== "anyone") throw new NoToken();
    return;
  }
  if (access === "host" && bearer.role !== "host") throw new Forbidden("This call is for hosts.");
  if (access === "player" && bearer.role !== "player") throw new Forbidden("This call is for players.");
  if (bearer.role === "player" && sessionId !== undefined && bearer.sessionId !== sessionId) {
    throw new Forbidden("This token is for another session.");
  }
}
