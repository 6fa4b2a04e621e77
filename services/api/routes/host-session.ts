import type { SessionRecord } from "../../../platform/domain/session.ts";
import { Forbidden } from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { json, type Reply } from "../http/response.ts";
import { applySession } from "../streams/apply-changes.ts";
import { hostView } from "../views/session-view.ts";
import { hostOf } from "./params.ts";

/** The session in the path. @throws NotFound, or Forbidden if it is another host's */
export async function ownSession(gateway: Gateway, request: RequestContext): Promise<CachedSession> {
  const session = await gateway.sessions.get(request.params.id!, request);
  if (session.record.host !== hostOf(request)) throw new Forbidden("This session belongs to another host.");
  return session;
}

/** The reply to a command: the session as it is now. From here on this gateway knows it as well. */
export async function sessionReply(
  gateway: Gateway,
  status: 200 | 201,
  record: SessionRecord,
): Promise<Reply> {
  applySession(gateway, record);
  const view = hostView(await gateway.sessions.get(record.id), Date.now());
  return json(status, view, status === 201 ? { Location: `/api/sessions/${record.id}` } : {});
}
