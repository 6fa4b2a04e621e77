import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Logger } from "moleculer";
import { NotFound } from "../../platform/errors.ts";
import { isId } from "../../platform/ids.ts";
import { admit, readBearer } from "./access.ts";
import { readBody } from "./body.ts";
import { type Exchange, type Reply, send, taken } from "./exchange.ts";
import type { Gateway } from "./gateway.ts";
import { refusal } from "./refusals.ts";
import { type Route, SMALL_BODY } from "./route.ts";

/**
 * Takes one request through a route: who is it, may they, how often, what do they say; then the handler; then
 * the reply, or the refusal. Every request goes this way, however it was routed.
 */
export async function dispatch(
  gateway: Gateway,
  route: Route,
  request: { req: IncomingMessage; res: ServerResponse; ctx: Context; params: Record<string, string> },
  logger: Pick<Logger, "error">,
): Promise<void> {
  const { req, res, ctx } = request;
  const startedAt = performance.now();
  let reply: Reply | typeof taken;
  try {
    reply = await handle(gateway, route, request);
  } catch (error) {
    reply = refusal(error, logger, ctx.requestID ?? undefined);
  }
  gateway.finished(route.operation, reply === taken ? 200 : reply.status, startedAt);
  if (reply === taken) return;
  if (!req.complete) passOver(req, res);
  await send(res, reply).catch((error) => logger.error("A reply broke off", { path: route.path }, error));
}

/** What was not read of a body would be taken for the next request: a small rest is read away, a large one ends it. */
function passOver(req: IncomingMessage, res: ServerResponse): void {
  if (Number(req.headers["content-length"] ?? Number.POSITIVE_INFINITY) <= SMALL_BODY) req.resume();
  else res.setHeader("Connection", "close");
}

async function handle(
  gateway: Gateway,
  route: Route,
  { req, res, ctx, params }: Parameters<typeof dispatch>[2],
): Promise<Reply | typeof taken> {
  const isOpen = route.access === "anyone" && !route.path.startsWith("/api/sessions/");
  const bearer = isOpen ? null : await readBearer(req, gateway.tokens, gateway.provider);
  if (params.id !== undefined && !isId(params.id)) {
    throw new NotFound(route.path.startsWith("/api/quizzes") ? "quiz" : "session");
  }
  admit(route.access, bearer, route.path.startsWith("/api/sessions/") ? params.id : undefined);
  const exchange: Exchange = {
    req,
    res,
    ctx,
    params,
    query: queryOf(req),
    bearer,
    body: Buffer.alloc(0),
    receivedAt: Date.now(),
  };
  if (route.limit) await route.limit(gateway, exchange);
  if (route.bodyLimit !== undefined) exchange.body = await readBody(req, route.bodyLimit);
  exchange.receivedAt = Date.now();
  return route.handle(gateway, exchange);
}

function queryOf(req: IncomingMessage): URLSearchParams {
  const url = (req as IncomingMessage & { originalUrl?: string }).originalUrl ?? req.url ?? "";
  const at = url.indexOf("?");
  return new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
}
