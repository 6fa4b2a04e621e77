import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { Context } from "moleculer";
import { WRITE_TIMEOUT_MS } from "../../../platform/http/paced-connection.ts";
import { isTooLong, readBody } from "./body.ts";
import type { ExtraHeaders } from "./cors.ts";
import { RequestContext } from "./request-context.ts";
import { isBuffered, type Reply, toRawHeaders } from "./response.ts";
import { NodeResponseStream, type ResponseStream } from "./response-stream.ts";

/**
 * A body that nobody has read is read and thrown away up to this many bytes; for a longer one the connection closes, so
 * that the client stops sending it.
 */
const MAX_DISCARDED_BYTES = 8 * 1024;

/** A request that Node's HTTP server has parsed. */
export class NodeRequestContext extends RequestContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    params: Record<string, string>,
    requestId: string,
    createContext: (requestId: string) => Context,
  ) {
    super(params, requestId, createContext);
    this.req = req;
    this.res = res;
  }

  readBody(limit: number): Promise<Buffer> {
    // Only now is it known that the body is wanted: until here the final status could tell the client to keep it.
    if (this.req.headers.expect !== undefined && !isTooLong(this.req, limit)) this.#continue();
    return readBody(this.req, limit);
  }

  send(reply: Reply): Promise<void> | undefined {
    return send(this.res, reply, this.requestId, this.extraHeaders);
  }

  openStream(): ResponseStream {
    const extra = this.extraHeaders?.rawHeaders ?? [];
    for (let at = 0; at < extra.length; at += 2) this.res.setHeader(extra[at]!, extra[at + 1]!);
    return new NodeResponseStream(this.res, this.requestId);
  }

  /** Tells a client that has sent `Expect: 100-continue` to send the body. Any other expectation is ignored. */
  #continue(): void {
    const { httpVersion, headers } = this.req;
    if (httpVersion === "1.1" && headers.expect?.toLowerCase() === "100-continue") this.res.writeContinue();
  }
}

/** Unread bytes would be parsed as the next request: drain a small rest, close on a large one. */
function discardBody(req: IncomingMessage, res: ServerResponse): void {
  const { "content-length": length, "transfer-encoding": encoding } = req.headers;
  if (length === undefined && encoding === undefined) return;
  if (Number(length ?? Number.POSITIVE_INFINITY) <= MAX_DISCARDED_BYTES) req.resume();
  else res.setHeader("Connection", "close");
}

/**
 * Sends a reply. A stream is piped as fast as the client reads.
 *
 * @param requestId sent as `X-Request-ID`, unless the response already has that header
 * @param extra headers besides the reply's own
 * @returns a promise only if the body is a stream
 */
export function send(
  res: ServerResponse,
  reply: Reply,
  requestId = "",
  extra?: ExtraHeaders,
): Promise<void> | undefined {
  if (res.headersSent || res.destroyed) {
    if (!isBuffered(reply.body)) reply.body.destroy();
    return undefined;
  }
  if (!res.req.complete) discardBody(res.req, res);
  let rawHeaders = reply.rawHeaders ?? toRawHeaders(reply);
  const vary = res.getHeader("Vary");
  if (vary !== undefined)
    rawHeaders = rawHeaders.map((value, at) => (rawHeaders[at - 1] === "Vary" ? `${vary}, ${value}` : value));
  if (extra) rawHeaders = [...extra.rawHeaders, ...rawHeaders];
  const hasRequestId = requestId === "" || res.hasHeader("X-Request-ID");
  res.writeHead(
    reply.status,
    (hasRequestId ? rawHeaders : ["X-Request-ID", requestId, ...rawHeaders]) as string[],
  );
  if (isBuffered(reply.body)) res.end(reply.body);
  else if (res.req.method === "HEAD") {
    // The body would be made for nobody.
    reply.body.destroy();
    res.end();
  } else {
    res.socket?.setTimeout(WRITE_TIMEOUT_MS);
    return pipeline(reply.body, res);
  }
}
