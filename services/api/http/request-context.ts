import type { IncomingHttpHeaders } from "node:http";
import type { Context } from "moleculer";
import type { Identity } from "../../../platform/auth/tokens.ts";
import { currentTime } from "../../../platform/clock.ts";
import type { MaybePromise } from "../../../platform/maybe-promise.ts";
import type { ExtraHeaders } from "./cors.ts";
import { endSpan } from "./moleculer-context.ts";
import type { Reply } from "./response.ts";
import type { ResponseStream } from "./response-stream.ts";

const EMPTY = Buffer.alloc(0);

/** Every request header that the gateway reads; the raw HTTP parser skips all others. */
export const READ_HEADERS = [
  "accept",
  "accept-encoding",
  "accept-language",
  "access-control-request-method",
  "authorization",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "last-event-id",
  "origin",
  "x-correlation-id",
  "x-forwarded-for",
  "x-request-id",
] as const;
export type RequestHeaders = { [Name in (typeof READ_HEADERS)[number]]?: IncomingHttpHeaders[Name] };

/** The parts of a request's head that the gateway reads. Node's `IncomingMessage` fits this type. */
export interface RequestHead {
  readonly method?: string | undefined;
  /** The request target, exactly as in the request line. */
  readonly url?: string | undefined;
  readonly headers: Readonly<RequestHeaders>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** One request as a handler sees it: the same whether Node's parser or the raw HTTP parser has read it. */
export abstract class RequestContext {
  abstract readonly req: RequestHead;
  /** The values of the path's `:names`. */
  readonly params: Record<string, string>;
  readonly requestId: string;
  /** Null for a request without a token. */
  identity: Identity | null = null;
  /** Empty until `dispatch` has read it. */
  body: Buffer = EMPTY;
  /** The response's headers besides those of the reply. */
  extraHeaders: ExtraHeaders | undefined;
  /** When the last byte of the request arrived: epoch ms, by this node's clock. */
  receivedAt = currentTime();
  readonly #createContext: (requestId: string) => Context;
  #ctx: Context | undefined;

  /** @param createContext called when `ctx` is first read; few requests need it */
  constructor(
    params: Record<string, string>,
    requestId: string,
    createContext: (requestId: string) => Context,
  ) {
    this.params = params;
    this.requestId = requestId;
    this.#createContext = createContext;
  }

  /**
   * Reads the full body.
   *
   * @param limit in bytes
   * @throws BodyTooLarge if it is over the limit, BadRequest if the client disconnects
   */
  abstract readBody(limit: number): MaybePromise<Buffer>;

  /**
   * Sends the reply. Call it once.
   *
   * @returns a promise only if the body is a stream: it resolves when the stream has been sent
   */
  abstract send(reply: Reply): Promise<void> | undefined;

  /** Opens a response that the handler writes itself. The handler then returns `hijacked`. */
  abstract openStream(): ResponseStream;

  /** The Moleculer context of the request: service calls made with it carry its request id. */
  get ctx(): Context {
    this.#ctx ??= this.#createContext(this.requestId);
    return this.#ctx;
  }

  /** Ends the request's span, if it has one. @param status of the reply */
  endSpan(operation: string, status: number): void {
    if (this.#ctx) endSpan(this.#ctx, operation, status);
  }

  /** The path and the query, as in the request line. */
  get target(): string {
    // moleculer-web shortens `url` and keeps the full one in `originalUrl`.
    return (this.req as RequestHead & { originalUrl?: string }).originalUrl ?? this.req.url ?? "";
  }

  get query(): URLSearchParams {
    const { target } = this;
    const queryStart = target.indexOf("?");
    return new URLSearchParams(queryStart === -1 ? "" : target.slice(queryStart + 1));
  }
}
