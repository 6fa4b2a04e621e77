import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context, Logger, ServiceBroker } from "moleculer";
import type { Gateway } from "../gateway.ts";
import type { InFlight } from "../http/in-flight.ts";
import { contextFactory } from "../http/moleculer-context.ts";
import { NodeRequestContext } from "../http/node-request-context.ts";
import { requestIdFrom } from "../http/request-id.ts";
import { dispatch } from "./dispatch.ts";
import type { Router } from "./router.ts";

export interface DirectHandlerOptions {
  broker: ServiceBroker;
  gateway: Gateway;
  inFlight: InFlight;
  logger: Pick<Logger, "error">;
}

/** Takes requests from Node's server straight to `dispatch`, past moleculer-web, which would only give them an id. */
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
    const match = this.#router.matchRequest(req.method ?? "", req.url ?? "", req.headers);
    if (!match) return false;
    const { broker, gateway, inFlight, logger } = this.#options;
    if (inFlight.isClosing) inFlight.track(res);
    const requestId = requestIdFrom(req.headers) ?? broker.generateUid();
    const request = new NodeRequestContext(req, res, match.params, requestId, this.#createContext);
    dispatch(gateway, match.route, request, logger);
    if (!res.writableEnded) inFlight.track(res);
    return true;
  }
}
