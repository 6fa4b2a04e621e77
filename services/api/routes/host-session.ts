import { currentTime } from "../../../platform/clock.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";
import { Forbidden } from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { json, type Reply } from "../http/response.ts";
import { hostView } from "../views/session-view.ts";
import { hostOf } from "./params.ts";

/** The session in the path. @throws NotFound, or Forbidden if it is another host's */
export async function ownSession(gateway: Gateway, request: RequestContext): Promise<CachedSession> {
  const session = await gateway.sessionAt(request);
  if (session.record.host !== hostOf(request)) throw new Forbidden("This session belongs to another host.");
  return session;
}

/**
 * The reply to a command: the session as the command has left it, whatever has happened to it since. From here on this
 * gateway knows it as well, and that its host is at the client's address.
 */
export async function sessionReply(
  gateway: Gateway,
  status: 200,
  record: SessionRecord,
  request: RequestContext,
): Promise<Reply> {
  learn(gateway, record, request);
  const known = await gateway.sessions.get(record.id);
  const players = Math.max(record.players, known.record.players);
  const view = hostView({ record: { ...record, players }, content: known.content }, currentTime());
  return json(status, view);
}

/**
 * The reply to the creation of a session. It depends on nothing but the session as it was created, so the same request
 * gets the same reply again, whatever has happened to the session since.
 */
export async function createdReply(
  gateway: Gateway,
  record: SessionRecord,
  request: RequestContext,
): Promise<Reply> {
  learn(gateway, record, request);
  // From here on this gateway knows the session. The reply does not need it, and the session may be deleted by now.
  await Promise.resolve(gateway.sessions.get(record.id)).catch(() => {});
  return json(201, hostView({ record }, record.asOf), { Location: `/api/sessions/${record.id}` });
}

/** Applies a session that a command has left so, and that its host is at the client's address. */
function learn(gateway: Gateway, record: SessionRecord, request: RequestContext): void {
  gateway.applySession(record);
  gateway.joinCodes.trust(gateway.limits.clientAddress(request.req), record.code);
}
