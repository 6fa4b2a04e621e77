import { z } from "zod";
import type { Identity } from "../../../platform/auth/tokens.ts";
import { timestamp } from "../../../platform/contracts/param-schemas.ts";
import { authenticate, type Player } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";

export const timeQuery = z.object({
  after: timestamp
    .optional()
    .describe("`now` of the reply that came just before, if this call is sent at once after it"),
});

/**
 * A player reads the time: if the session's fairness is `delivery`, the gateway learns the player's round trip.
 *
 * @param after as of `timeQuery`, in epoch ms
 * @param now of the reply, in epoch ms
 */
export function noteTimeRead(
  { credits, sessions, tokens }: Pick<Gateway, "credits" | "sessions" | "tokens">,
  request: RequestContext,
  after: number | undefined,
  now: number,
): void {
  if (request.req.headers.authorization === undefined) return;
  const player = playerOf(request, tokens);
  const session = player && sessions.peek(player.sessionId);
  if (session) credits.timeRead(session.record, player.playerNo, after, now, performance.now());
}

/** The player whose token a request carries; undefined for any other token, and one that is not valid. */
function playerOf({ req }: RequestContext, tokens: Gateway["tokens"]): Player | undefined {
  try {
    // Players' tokens are our own: no provider is asked.
    const identity = authenticate(req, tokens, undefined) as Identity | null;
    return identity?.role === "player" ? identity : undefined;
  } catch {
    return undefined;
  }
}
