import type { Context } from "moleculer";
import { RequestContext, type RequestHead } from "../request-context.ts";
import type { Reply } from "../response.ts";
import type { ResponseStream } from "../response-stream.ts";

/** Writes the response to one raw request. */
export interface ResponseWriter {
  /** Sends a full response. */
  send(reply: Reply, requestId: string): void;
  /** Opens a response that is written piece by piece. Until its head is written, `send` can still replace it. */
  openStream(requestId: string): ResponseStream;
}

/** A request that the raw HTTP parser has read, with its body. */
export class RawRequestContext extends RequestContext {
  readonly req: RequestHead;
  readonly #body: Buffer;
  readonly #writer: ResponseWriter;

  /** @param body complete, and within the route's limit */
  constructor(
    req: RequestHead,
    body: Buffer,
    params: Record<string, string>,
    requestId: string,
    createContext: (requestId: string) => Context,
    writer: ResponseWriter,
  ) {
    super(params, requestId, createContext);
    this.req = req;
    this.#body = body;
    this.#writer = writer;
  }

  readBody(): Buffer {
    return this.#body;
  }

  send(reply: Reply): undefined {
    this.#writer.send(reply, this.requestId);
  }

  openStream(): ResponseStream {
    return this.#writer.openStream(this.requestId);
  }
}
