import type { Context, Errors, Logger } from "moleculer";
import { PASSING_TYPES, TryAgain } from "../../../platform/errors.ts";
import { json, type Reply } from "../http/request-context.ts";

type Known = Pick<Errors.MoleculerError, "name" | "message" | "code" | "type" | "data">;

/** The types that the contract names; an error of any other kind is ours to mend and not for the client to read. */
const PUBLIC_TYPES = new Set([
  "BAD_REQUEST",
  "NO_TOKEN",
  "INVALID_TOKEN",
  "FORBIDDEN",
  "NOT_FOUND",
  "UNKNOWN_CODE",
  "ALREADY_ANSWERED",
  "WRONG_STATE",
  "QUESTION_CLOSED",
  "SESSION_ENDED",
  "STALE_VERSION",
  "BODY_TOO_LARGE",
  "VALIDATION_ERROR",
  "RATE_LIMITED",
  "TRY_AGAIN",
]);

/**
 * The reply to a request that failed. Refusals go out as they are; a node that is away becomes 503 TRY_AGAIN;
 * anything else is logged and becomes a 500 that says nothing.
 */
export function refusal(error: unknown, logger: Pick<Logger, "error">, requestId: string | undefined): Reply {
  const known = publicError(error);
  if (known === undefined) {
    logger.error("A request failed", { requestId, ...callOf(error, requestId) }, error);
    return json(500, {
      name: "InternalError",
      message: "Something went wrong on our side.",
      code: 500,
      type: "INTERNAL_ERROR",
      data: { requestId },
    });
  }
  const { name, message, code, type, data } = known;
  return json(code, { name, message, code, type, data }, headersFor(known));
}

/** The id of the joint call that failed for this request and others: the services know it by that one alone. */
function callOf(error: unknown, requestId: string | undefined): { callId?: string } {
  const callId = (error as { ctx?: Pick<Context, "requestID"> } | null)?.ctx?.requestID;
  return callId && callId !== requestId ? { callId } : {};
}

function publicError(error: unknown): Known | undefined {
  const { type, name, message, code } = (error ?? {}) as Partial<Known>;
  if (type !== undefined && PASSING_TYPES.has(type)) return new TryAgain();
  // moleculer-web's own, for a path that no route has.
  if (name === "NotFoundError" && code === 404) {
    return {
      name: "NotFound",
      message: "There is nothing at this address.",
      code: 404,
      type: "NOT_FOUND",
      data: undefined,
    };
  }
  if (type !== undefined && PUBLIC_TYPES.has(type)) return error as Known;
  if (code === 400)
    return { name: "BadRequest", message: message ?? "", code: 400, type: "BAD_REQUEST", data: undefined };
  if (code === 403)
    return { name: "Forbidden", message: "Not from there.", code: 403, type: "FORBIDDEN", data: undefined };
  return undefined;
}

function headersFor({ code, data }: Known): Record<string, string> {
  if (code === 429 || code === 503) {
    const retryAfterMs = (data as { retryAfterMs?: number } | undefined)?.retryAfterMs ?? 1000;
    return {
      "Retry-After": String(Math.max(1, Math.ceil(retryAfterMs / 1000))),
      "Cache-Control": "no-store",
    };
  }
  if (code === 401) return { "WWW-Authenticate": "Bearer", "Cache-Control": "no-store" };
  if (code === 413) return { Connection: "close" };
  return { "Cache-Control": "no-store" };
}
