import type { Logger } from "moleculer";
import type { Bearer } from "../../../platform/auth/tokens.ts";
import { NotFound } from "../../../platform/errors.ts";
import { isId } from "../../../platform/ids.ts";
import { andThen, type Eventually, isPromise } from "../../../platform/maybe-promise.ts";
import { admit, readBearer } from "../access/access.ts";
import type { Gateway } from "../gateway.ts";
import { type Exchange, hijacked, type Reply } from "../http/request-context.ts";
import { refusal } from "./error-replies.ts";
import type { Route } from "./route.ts";

type Outcome = Reply | typeof hijacked;

/**
 * Takes one request through a route: who is it, may they, how often, what do they say; then the handler; then
 * the reply, or the refusal. Every request goes this way, however it was routed. It waits only for what is not
 * there yet: where nothing is awaited, the reply is sent before this returns.
 */
export function dispatch(
  gateway: Gateway,
  route: Route,
  exchange: Exchange,
  logger: Pick<Logger, "error">,
): void {
  const startedAt = performance.now();
  const answer = (outcome: Outcome) => finish(gateway, route, exchange, outcome, startedAt, logger);
  const refuse = (error: unknown) => answer(refusal(error, logger, exchange.requestId));
  let outcome: Eventually<Outcome>;
  try {
    outcome = handle(gateway, route, exchange);
  } catch (error) {
    refuse(error);
    return;
  }
  if (isPromise(outcome)) outcome.then(answer, refuse);
  else answer(outcome);
}

function finish(
  gateway: Gateway,
  route: Route,
  exchange: Exchange,
  outcome: Outcome,
  startedAt: number,
  logger: Pick<Logger, "error">,
): void {
  if (outcome !== hijacked) {
    const sent = exchange.send(outcome);
    if (sent) sent.catch((error) => logger.error("A reply broke off", { path: route.path }, error));
  }
  const status = outcome === hijacked ? 200 : outcome.status;
  gateway.finished(route.operation, status, startedAt);
  gateway.tell?.(route.operation, { requestId: exchange.requestId, status, startedAt });
}

function handle(gateway: Gateway, route: Route, exchange: Exchange): Eventually<Outcome> {
  const isOpen = route.access === "anyone" && !route.path.startsWith("/api/sessions/");
  if (isOpen) return admitted(gateway, route, exchange, null);
  return andThen(readBearer(exchange.req, gateway.tokens, gateway.provider), (bearer) =>
    admitted(gateway, route, exchange, bearer),
  );
}

function admitted(
  gateway: Gateway,
  route: Route,
  exchange: Exchange,
  bearer: Bearer | null,
): Eventually<Outcome> {
  const { id } = exchange.params;
  if (id !== undefined && !isId(id)) {
    throw new NotFound(route.path.startsWith("/api/quizzes") ? "quiz" : "session");
  }
  admit(route.access, bearer, route.path.startsWith("/api/sessions/") ? id : undefined);
  exchange.bearer = bearer;
  route.limit?.(gateway, exchange);
  if (route.bodyLimit === undefined) return route.handle(gateway, exchange);
  return andThen(exchange.readBody(route.bodyLimit), (body) => {
    exchange.body = body;
    exchange.receivedAt = Date.now();
    return route.handle(gateway, exchange);
  });
}
