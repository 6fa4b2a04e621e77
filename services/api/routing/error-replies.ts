import type { Context, Errors, Logger } from "moleculer";
import {
  BadRequest,
  ERROR_STATUS,
  type FieldError,
  TRANSIENT_TYPES,
  TryAgain,
} from "../../../platform/errors.ts";
import { json, type Reply } from "../http/response.ts";

type PublicError = Pick<Errors.MoleculerError, "name" | "message" | "code" | "type" | "data">;

/** An error of any other type is a bug or a fault inside: it is logged, and the client gets no details. */
const PUBLIC_TYPES: ReadonlySet<string> = new Set(
  Object.keys(ERROR_STATUS).filter((type) => type !== "INTERNAL_ERROR"),
);

const NOTHING_HERE: PublicError = {
  name: "NotFound",
  message: "There is nothing at this address.",
  code: 404,
  type: "NOT_FOUND",
  data: undefined,
};

/** The reply to a request for an address at which there is nothing. */
export function nothingHere(): Reply {
  return json(404, NOTHING_HERE, headersFor(NOTHING_HERE));
}

/**
 * The reply to a request that failed. Errors of the API are sent unchanged, an unavailable node becomes
 * 503 TRY_AGAIN, and anything else is logged and becomes a 500 without details.
 */
export function errorReply(
  error: unknown,
  logger: Pick<Logger, "error">,
  requestId: string | undefined,
): Reply {
  const publicError = toPublicError(error);
  if (publicError === undefined) {
    logger.error("A request failed", { requestId, ...batchCallOf(error, requestId) }, error);
    return json(500, {
      name: "InternalError",
      message: "Something went wrong on our side.",
      code: 500,
      type: "INTERNAL_ERROR",
      data: { requestId },
    });
  }
  const { name, message, code, type, data } = publicError;
  return json(code, { name, message, code, type, data }, headersFor(publicError));
}

/** The id of the batched call that failed, if this request was in one: the services log only that id. */
function batchCallOf(error: unknown, requestId: string | undefined): { callId?: string } {
  const callId = (error as { ctx?: Pick<Context, "requestID"> } | null)?.ctx?.requestID;
  return callId && callId !== requestId ? { callId } : {};
}

function toPublicError(error: unknown): PublicError | undefined {
  const { type, name, code } = (error ?? {}) as Partial<PublicError>;
  if (type !== undefined && TRANSIENT_TYPES.has(type)) return new TryAgain();
  // moleculer-web throws it for an unknown path.
  if (name === "NotFoundError" && code === 404) return NOTHING_HERE;
  // Moleculer's own validation of params has this type too: its words are not for clients, and it means a bug here.
  if (type === "VALIDATION_ERROR" && !isFieldErrors((error as PublicError).data)) return undefined;
  if (type !== undefined && PUBLIC_TYPES.has(type)) return error as PublicError;
  if (code === 400) {
    const { name, message, type } = new BadRequest("The request is malformed.");
    return { name, message, code: 400, type, data: undefined };
  }
  if (code === 403)
    return {
      name: "Forbidden",
      message: "Origin not allowed.",
      code: 403,
      type: "FORBIDDEN",
      data: undefined,
    };
  return undefined;
}

function isFieldErrors(data: unknown): boolean {
  const isFieldError = (entry: Partial<FieldError> | null) =>
    typeof entry?.path === "string" && typeof entry.reason === "string";
  return Array.isArray(data) && data.every(isFieldError);
}

function headersFor({ code, data }: PublicError): Record<string, string> {
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
