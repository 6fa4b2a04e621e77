import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Logger, ServiceBroker } from "moleculer";
import type { Gateway } from "../gateway.ts";
import type { InFlight } from "../http/in-flight.ts";
import { contextsOf } from "../http/moleculer-context.ts";
import { HttpExchange, send } from "../http/node-request-context.ts";
import { givenRequestId } from "../http/request-id.ts";
import { dispatch } from "./dispatch.ts";
import { refusal } from "./error-replies.ts";
import type { FastRoutes } from "./router.ts";

export interface FastWayParts {
  broker: ServiceBroker;
  gateway: Gateway;
  inFlight: InFlight;
  logger: Pick<Logger, "error">;
  /** Writes what pages of other sites must be told, as moleculer-web does; null where none may call. @throws */
  cors: ((req: IncomingMessage, res: ServerResponse) => void) | null;
}

/**
 * From Node's server straight to `dispatch`, for the routes that carry the load. It has no rules of its own: what
 * moleculer-web does before it (the request's id, the header for other sites' pages) is done the same here.
 */
export class FastWay {
  readonly #routes: FastRoutes;
  readonly #parts: FastWayParts;
  readonly #openContext: (requestId: string) => Context;

  constructor(routes: FastRoutes, parts: FastWayParts) {
    this.#routes = routes;
    this.#parts = parts;
    this.#openContext = contextsOf(parts.broker);
  }

  /** Takes a request, or answers false: then it goes the ordinary way. */
  take(req: IncomingMessage, res: ServerResponse): boolean {
    const found = this.#routes.find(req.method ?? "", req.url ?? "");
    if (!found) return false;
    const { broker, gateway, inFlight, logger, cors } = this.#parts;
    if (inFlight.isClosing) inFlight.track(res);
    const requestId = givenRequestId(req.headers) ?? broker.generateUid();
    const exchange = new HttpExchange(req, res, found.params, requestId, this.#openContext);
    if (cors === null || req.headers.origin === undefined || this.#mayCall(exchange, cors)) {
      dispatch(gateway, found.route, exchange, logger);
    }
    if (!res.writableEnded) inFlight.track(res);
    return true;
  }

  #mayCall({ req, res, requestId }: HttpExchange, cors: NonNullable<FastWayParts["cors"]>): boolean {
    try {
      cors(req, res);
      return true;
    } catch (error) {
      const { gateway, logger } = this.#parts;
      const reply = refusal(error, logger, requestId);
      void send(res, reply, requestId);
      gateway.finished("", reply.status, performance.now());
      return false;
    }
  }
}
