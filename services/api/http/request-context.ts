import type { IncomingHttpHeaders } from "node:http";
import type { Readable } from "node:stream";
import type { Context } from "moleculer";
import type { Bearer } from "../../../platform/auth/tokens.ts";
import type { Eventually } from "../../../platform/maybe-promise.ts";
import type { Outlet } from "./response-stream.ts";

const EMPTY = Buffer.alloc(0);

/** All the headers of a request that any route heeds. */
export const HEEDED = [
  "accept-encoding",
  "authorization",
  "if-match",
  "if-none-match",
  "last-event-id",
  "origin",
  "x-correlation-id",
  "x-forwarded-for",
  "x-request-id",
] as const;
export type AskedHeaders = { [Name in (typeof HEEDED)[number]]?: IncomingHttpHeaders[Name] };

/** A request's head, as far as routes heed it; Node's `IncomingMessage` is one. */
export interface Asked {
  /** Its target, as it stands in the first line. */
  readonly url?: string | undefined;
  readonly headers: Readonly<AskedHeaders>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** One request as a handler sees it, whichever way it came in. */
export abstract class Exchange {
  abstract readonly req: Asked;
  /** The `:names` of the path. */
  readonly params: Record<string, string>;
  readonly requestId: string;
  bearer: Bearer | null = null;
  body: Buffer = EMPTY;
  /** Epoch ms by this node's clock, when the last byte of the request was here. */
  receivedAt = Date.now();
  readonly #openContext: (requestId: string) => Context;
  #ctx: Context | undefined;

  /** @param openContext makes a context under the request's id; few requests need one */
  constructor(
    params: Record<string, string>,
    requestId: string,
    openContext: (requestId: string) => Context,
  ) {
    this.params = params;
    this.requestId = requestId;
    this.#openContext = openContext;
  }

  /**
   * The request's body, to its end.
   *
   * @param limit bytes
   * @throws BodyTooLarge over the limit, BadRequest where the client broke off
   */
  abstract readBody(limit: number): Eventually<Buffer>;

  /** Sends the reply, once; a promise where it is a stream, which goes at the client's own speed. */
  abstract send(reply: Reply): Promise<void> | undefined;

  /** For a handler that writes the reply itself, and answers `taken`. */
  abstract openOutlet(): Outlet;

  /** Carries the request's id on into every call. */
  get ctx(): Context {
    this.#ctx ??= this.#openContext(this.requestId);
    return this.#ctx;
  }

  get query(): URLSearchParams {
    const url = (this.req as Asked & { originalUrl?: string }).originalUrl ?? this.req.url ?? "";
    const at = url.indexOf("?");
    return new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
  }
}

/**
 * What a handler answers; `body` is JSON or text in bytes, ready to send. A reply that many get has its header
 * as `fields`, names and values in turns, complete, and as `lines`, which are the same as text.
 */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  rawHeaders?: readonly string[];
  lines?: string;
  body?: string | Buffer | Readable;
}
/** The handler sends the reply itself. */
export const hijacked: unique symbol = Symbol("the handler sends the reply itself");

const JSON_TYPE = "application/json; charset=utf-8";

/** A reply of JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "Content-Type": JSON_TYPE, ...headers }, body: JSON.stringify(value) };
}

/** A reply that many share, made once: whole, and for those who have it already. */
export interface SharedReply {
  etag: string;
  whole: Reply;
  unchanged: Reply;
}

/**
 * @param body JSON in bytes
 * @param etag as it goes out, in its quotes
 * @param headers beside the type and the tag: for how long, and for whom
 */
export function sharedReply(body: Buffer, etag: string, headers: Record<string, string>): SharedReply {
  const tags = { ETag: etag, ...headers };
  return {
    etag,
    whole: readyToSend({ status: 200, headers: { "Content-Type": JSON_TYPE, ...tags }, body }),
    unchanged: readyToSend({ status: 304, headers: tags }),
  };
}

/** A shared reply as one request gets it: 304 where the client has it already. */
export function replyTo({ req }: Pick<Exchange, "req">, { etag, whole, unchanged }: SharedReply): Reply {
  return matches(req.headers["if-none-match"], etag) ? unchanged : whole;
}

/** Whether an `If-None-Match` names this tag; the comparison is weak, as RFC 9110 (13.1.2) asks. */
function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((tag) => bare(tag) === bare(etag));
}

/** A reply with its header made up. */
function readyToSend(reply: Reply): Reply {
  return { ...reply, rawHeaders: toRawHeaders(reply), lines: linesOf(reply) };
}

/** A reply's header, names and values in turns; with the length, where there is one. */
export function toRawHeaders(reply: Reply): string[] {
  const fields: string[] = [];
  for (const name in reply.headers) fields.push(name, reply.headers[name]!);
  const length = lengthOf(reply);
  if (length !== undefined) fields.push("Content-Length", String(length));
  return fields;
}

/** The same as lines of text, each with its end. */
export function linesOf(reply: Reply): string {
  let lines = "";
  for (const name in reply.headers) lines += `${name}: ${reply.headers[name]}\r\n`;
  const length = lengthOf(reply);
  return length === undefined ? lines : `${lines}Content-Length: ${length}\r\n`;
}

/** Bytes of a reply's body; undefined where it has none, or one whose end is not known yet. */
function lengthOf({ status, headers, body }: Reply): number | undefined {
  if (status === 204 || status === 304 || !isWhole(body) || headers?.["Transfer-Encoding"]) return undefined;
  return body === undefined ? 0 : Buffer.byteLength(body);
}

export function isWhole(body: Reply["body"]): body is string | Buffer | undefined {
  return body === undefined || typeof body === "string" || Buffer.isBuffer(body);
}
