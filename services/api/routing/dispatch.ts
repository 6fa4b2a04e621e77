import type { Logger } from "moleculer";
import type { Identity } from "../../../platform/auth/tokens.ts";
import { currentTime } from "../../../platform/clock.ts";
import { NotFound } from "../../../platform/errors.ts";
import { isId } from "../../../platform/ids.ts";
import { chain, isPromise, type MaybePromise } from "../../../platform/maybe-promise.ts";
import { authenticate, authorize } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { hijacked, type Reply } from "../http/response.ts";
import { errorReply } from "./error-replies.ts";
import type { Served } from "./route.ts";

type HandlerResult = Reply | typeof hijacked;

/**
 * Runs one request through its route: check its origin, authenticate, authorize, rate limit, read the body, handle,
 * reply. Every request goes through here, from all three ways of routing: raw-http-server.ts, direct-handler.ts and
 * moleculer-web.
 * If no step has to wait, the reply is sent before this returns.
 */
export function dispatch(
  gateway: Gateway,
  route: Served,
  request: RequestContext,
  logger: Pick<Logger, "error">,
): void {
  const startedAt = performance.now();
  const finishWith = (result: HandlerResult) => finish(gateway, route, request, result, startedAt, logger);
  const finishWithError = (error: unknown) => finishWith(errorReply(error, logger, request.requestId));
  let result: MaybePromise<HandlerResult>;
  try {
    result = preflight(gateway, request) ?? authenticateAndHandle(gateway, route, request);
  } catch (error) {
    finishWithError(error);
    return;
  }
  if (isPromise(result)) result.then(finishWith, finishWithError);
  else finishWith(result);
}

/**
 * Applies CORS.
 *
 * @returns the reply to a preflight; undefined for a request that must be handled
 * @throws Forbidden if the request comes from a site that may not use the API, NotFound for any other `OPTIONS`
 */
function preflight({ cors }: Gateway, request: RequestContext): Reply | undefined {
  const { method, headers } = request.req;
  if (cors !== undefined && headers.origin !== undefined) {
    request.extraHeaders = cors.headersFor(headers.origin);
  }
  if (method !== "OPTIONS") return undefined;
  const isPreflight = headers["access-control-request-method"] !== undefined;
  if (cors === undefined || !isPreflight) throw new NotFound("method at this address");
  return cors.preflight;
}

function finish(
  gateway: Gateway,
  route: Served,
  request: RequestContext,
  result: HandlerResult,
  startedAt: number,
  logger: Pick<Logger, "error">,
): void {
  if (result !== hijacked) {
    const sent = request.send(result);
    if (sent) sent.catch((error) => logger.error("A response was cut off", { path: route.path }, error));
  }
  const status = result === hijacked ? 200 : result.status;
  request.endSpan(route.operation, status);
  gateway.onRequestFinished(route.operation, status, startedAt);
  gateway.logRequest?.(route.operation, { requestId: request.requestId, status, startedAt });
}

function authenticateAndHandle(
  gateway: Gateway,
  route: Served,
  request: RequestContext,
): MaybePromise<HandlerResult> {
  const ignoresTokens = route.access === "anyone" && !route.path.startsWith("/api/sessions/");
  if (ignoresTokens) return authorizeAndHandle(gateway, route, request, null);
  return chain(authenticate(request.req, gateway.tokens, gateway.provider), (identity) =>
    authorizeAndHandle(gateway, route, request, identity),
  );
}

function authorizeAndHandle(
  gateway: Gateway,
  route: Served,
  request: RequestContext,
  identity: Identity | null,
): MaybePromise<HandlerResult> {
  const { id } = request.params;
  if (id !== undefined && !isId(id)) {
    throw new NotFound(route.path.startsWith("/api/quizzes") ? "quiz" : "session");
  }
  const sessionId = route.path.startsWith("/api/sessions/") ? id : undefined;
  authorize(route.access, identity, sessionId);
  request.identity = identity;
  if (route.access === "host" && sessionId !== undefined && !gateway.lookups.mayExist(sessionId)) {
    throw new NotFound("session");
  }
  const limitCheck = route.limit?.(gateway, request);
  return isPromise(limitCheck)
    ? limitCheck.then(() => readAndHandle(gateway, route, request))
    : readAndHandle(gateway, route, request);
}

function readAndHandle(
  gateway: Gateway,
  route: Served,
  request: RequestContext,
): MaybePromise<HandlerResult> {
  if (route.bodyLimit === undefined) return route.handle(gateway, request);
  return chain(request.readBody(route.bodyLimit), (body) => {
    request.body = body;
    request.receivedAt = currentTime();
    return route.handle(gateway, request);
  });
}
