import type { Context } from "moleculer";
import { type Asked, Exchange, type Reply } from "../request-context.ts";
import type { Outlet } from "../response-stream.ts";

/** The way back to the client of one plain request. */
export interface WayBack {
  /** Sends a whole reply. */
  send(reply: Reply, requestId: string): void;
  /** Instead: the reply is written bit by bit. */
  open(requestId: string): Outlet;
}

/** A plain request: its head and its body are here. */
export class PlainExchange extends Exchange {
  readonly req: Asked;
  readonly #body: Buffer;
  readonly #wayBack: WayBack;

  /** @param body whole, and within the route's limit */
  constructor(
    req: Asked,
    body: Buffer,
    params: Record<string, string>,
    requestId: string,
    openContext: (requestId: string) => Context,
    wayBack: WayBack,
  ) {
    super(params, requestId, openContext);
    this.req = req;
    this.#body = body;
    this.#wayBack = wayBack;
  }

  readBody(): Buffer {
    return this.#body;
  }

  send(reply: Reply): undefined {
    this.#wayBack.send(reply, this.requestId);
  }

  openOutlet(): Outlet {
    return this.#wayBack.open(this.requestId);
  }
}
