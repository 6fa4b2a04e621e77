import type { OpenIdTokens } from "../../../platform/auth/openid.ts";
import type { Identity, Tokens } from "../../../platform/auth/tokens.ts";
import { Forbidden, InvalidToken, NoToken } from "../../../platform/errors.ts";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";
import type { RequestHead } from "../http/request-context.ts";

/**
 * Who may call a route: a host; a player of the session in the path; or anyone, with a token or without. A screen may
 * call only what anyone may.
 */
export type Access = "host" | "player" | "anyone";

export type Host = Extract<Identity, { role: "host" }>;
export type Player = Extract<Identity, { role: "player" }>;

/** How nearly all clients write it. Case and spaces may differ (RFC 9110, 11.1). */
const SCHEME = "Bearer ";

/**
 * Who calls; null without a token. Our own tokens are HS256. Tokens of other algorithms are verified by the OpenID
 * provider's keys if a provider is configured.
 *
 * @throws InvalidToken if there is a token and it does not verify
 */
export function authenticate(
  req: RequestHead,
  tokens: Tokens,
  provider: OpenIdTokens | undefined,
): MaybePromise<Identity | null> {
  const header = req.headers.authorization;
  if (header === undefined) return null;
  const cached = header.startsWith(SCHEME) ? tokens.cachedIdentity(header.slice(SCHEME.length)) : undefined;
  if (cached) return cached;
  const [, token] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(header) ?? [];
  if (!token) throw new InvalidToken();
  return provider && !tokens.isHs256(token) ? provider.verify(token) : tokens.verify(token);
}

/**
 * Checks that a caller may call a route.
 *
 * @param sessionId the session in the path; a token of a player or a screen is valid for its own session only
 * @throws NoToken, Forbidden
 */
export function authorize(access: Access, identity: Identity | null, sessionId: string | undefined): void {
  if (identity === null) {
    if (access !== "anyone") throw new NoToken();
    return;
  }
  if (access === "host" && identity.role !== "host") throw new Forbidden("This call is for hosts.");
  if (access === "player" && identity.role !== "player") throw new Forbidden("This call is for players.");
  if (identity.role !== "host" && sessionId !== undefined && identity.sessionId !== sessionId) {
    throw new Forbidden("This token is for another session.");
  }
}
