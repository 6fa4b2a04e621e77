import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Context } from "moleculer";
import { SMALL_BODY } from "../routing/route.ts";
import { readBody } from "./body.ts";
import { Exchange, isWhole, type Reply, toRawHeaders } from "./request-context.ts";
import { HttpOutlet, type Outlet } from "./response-stream.ts";

/** A request that Node's own server has read. */
export class HttpExchange extends Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    params: Record<string, string>,
    requestId: string,
    openContext: (requestId: string) => Context,
  ) {
    super(params, requestId, openContext);
    this.req = req;
    this.res = res;
  }

  readBody(limit: number): Promise<Buffer> {
    return readBody(this.req, limit);
  }

  send(reply: Reply): Promise<void> | undefined {
    if (!this.req.complete) this.#passOver();
    return send(this.res, reply, this.requestId);
  }

  openOutlet(): Outlet {
    return new HttpOutlet(this.res, this.requestId);
  }

  /** What was not read of a body would be taken for the next request: a small rest is read away, a large one ends it. */
  #passOver(): void {
    const { "content-length": length, "transfer-encoding": encoding } = this.req.headers;
    if (length === undefined && encoding === undefined) return;
    if (Number(length ?? Number.POSITIVE_INFINITY) <= SMALL_BODY) this.req.resume();
    else this.res.setHeader("Connection", "close");
  }
}

/**
 * Sends a reply; a stream is piped with the client's own speed.
 *
 * @param requestId goes out along with it, unless it stands in the header already
 * @returns a promise for a stream only
 */
export function send(res: ServerResponse, reply: Reply, requestId = ""): Promise<void> | undefined {
  if (res.headersSent || res.destroyed) return undefined;
  let fields = reply.rawHeaders ?? toRawHeaders(reply);
  const others = res.getHeader("Vary");
  if (others !== undefined)
    fields = fields.map((field, at) => (fields[at - 1] === "Vary" ? `${others}, ${field}` : field));
  const isNamed = requestId === "" || res.hasHeader("X-Request-ID");
  res.writeHead(reply.status, (isNamed ? fields : ["X-Request-ID", requestId, ...fields]) as string[]);
  if (isWhole(reply.body)) res.end(reply.body);
  else return pipeline(reply.body, res);
}
