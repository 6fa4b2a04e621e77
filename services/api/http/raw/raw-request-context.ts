import type { Context } from "moleculer";
import { BodyTooLarge } from "../../../../platform/errors.ts";
import type { MaybePromise } from "../../../../platform/maybe-promise.ts";
import { RequestContext, type RequestHead } from "../request-context.ts";
import type { Reply } from "../response.ts";
import type { ResponseStream } from "../response-stream.ts";

/** Writes the response to one raw request. */
export interface ResponseWriter {
  /**
   * The body of a request that `handle` got without it.
   *
   * @param limit in bytes
   * @throws BodyTooLarge if it is over the limit, BadRequest if the connection closes before it is complete
   */
  readBody(limit: number): Promise<Buffer>;
  /**
   * Sends a response.
   *
   * @param extra header lines besides the reply's own
   * @returns a promise only if the body is a stream: it resolves when the stream has been sent
   */
  send(reply: Reply, requestId: string, extra?: string): Promise<void> | undefined;
  /** Opens a response that is written piece by piece. Until its head is written, `send` can still replace it. */
  openStream(requestId: string, extra?: string): ResponseStream;
}

/** A request that the raw HTTP parser has read. */
export class RawRequestContext extends RequestContext {
  readonly req: RequestHead;
  readonly #body: Buffer | undefined;
  readonly #writer: ResponseWriter;

  /** @param body complete; undefined if it is still arriving */
  constructor(
    req: RequestHead,
    body: Buffer | undefined,
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

  readBody(limit: number): MaybePromise<Buffer> {
    if (this.#body === undefined) return this.#writer.readBody(limit);
    if (this.#body.length > limit) throw new BodyTooLarge(limit);
    return this.#body;
  }

  send(reply: Reply): Promise<void> | undefined {
    return this.#writer.send(reply, this.requestId, this.extraHeaders?.text);
  }

  openStream(): ResponseStream {
    return this.#writer.openStream(this.requestId, this.extraHeaders?.text);
  }
}
