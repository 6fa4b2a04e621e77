import type { ServerResponse } from "node:http";
import type { Context } from "moleculer";
import { type Asked, Exchange, type Reply } from "../exchange.ts";

/** A plain request: its head and its body are here. */
export class PlainExchange extends Exchange {
  readonly req: Asked;
  readonly #body: Buffer;
  readonly #reply: (reply: Reply, requestId: string) => void;

  /**
   * @param body whole, and within the route's limit
   * @param reply told of the reply, once
   */
  constructor(
    req: Asked,
    body: Buffer,
    params: Record<string, string>,
    requestId: string,
    openContext: (requestId: string) => Context,
    reply: (reply: Reply, requestId: string) => void,
  ) {
    super(params, requestId, openContext);
    this.req = req;
    this.#body = body;
    this.#reply = reply;
  }

  get res(): ServerResponse {
    throw new TypeError("The reply to a plain request is written whole.");
  }

  readBody(): Buffer {
    return this.#body;
  }

  send(reply: Reply): undefined {
    this.#reply(reply, this.requestId);
  }
}
