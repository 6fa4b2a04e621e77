import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Logger, ServiceBroker } from "moleculer";
import type { Gateway } from "../gateway.ts";
import type { InFlight } from "../http/in-flight.ts";
import { contextFactory } from "../http/moleculer-context.ts";
import { NodeRequestContext, send } from "../http/node-request-context.ts";
import { requestIdFrom } from "../http/request-id.ts";
import { dispatch } from "./dispatch.ts";
import { errorReply } from "./error-replies.ts";
import type { Router } from "./router.ts";

export interface DirectHandlerOptions {
  broker: ServiceBroker;
  gateway: Gateway;
  inFlight: InFlight;
  logger: Pick<Logger, "error">;
  /**
   * Checks the origin and writes the CORS headers, as moleculer-web does; null if CORS is off.
   *
   * @throws if the origin is not allowed
   */
  cors: ((req: IncomingMessage, res: ServerResponse) => void) | null;
}

/**
 * Takes requests of the most used routes from Node's server straight to `dispatch`, past moleculer-web. What
 * moleculer-web does before `dispatch` (request id, CORS) is done here in the same way.
 */
export class DirectHandler {
  readonly #router: Router;
  readonly #options: DirectHandlerOptions;
  readonly #createContext: (requestId: string) => Context;

  constructor(router: Router, options: DirectHandlerOptions) {
    this.#router = router;
    this.#options = options;
    this.#createContext = contextFactory(options.broker);
  }

  /** @returns false if the request is not for this handler: then moleculer-web must handle it */
  tryHandle(req: IncomingMessage, res: ServerResponse): boolean {
    const match = this.#router.match(req.method ?? "", req.url ?? "");
    if (!match) return false;
    const { broker, gateway, inFlight, logger, cors } = this.#options;
    if (inFlight.isClosing) inFlight.track(res);
    const requestId = requestIdFrom(req.headers) ?? broker.generateUid();
    const request = new NodeRequestContext(req, res, match.params, requestId, this.#createContext);
    if (cors === null || req.headers.origin === undefined || this.#originAllowed(request, cors)) {
      dispatch(gateway, match.route, request, logger);
    }
    if (!res.writableEnded) inFlight.track(res);
    return true;
  }

  /** Replies with the error if the origin is not allowed. */
  #originAllowed(
    { req, res, requestId }: NodeRequestContext,
    cors: NonNullable<DirectHandlerOptions["cors"]>,
  ): boolean {
    try {
      cors(req, res);
      return true;
    } catch (error) {
      const { gateway, logger } = this.#options;
      const reply = errorReply(error, logger, requestId);
      void send(res, reply, requestId);
      gateway.onRequestFinished("", reply.status, performance.now());
      return false;
    }
  }
}
