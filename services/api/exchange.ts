import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "moleculer";
import type { Bearer } from "../../platform/tokens.ts";

const EMPTY = Buffer.alloc(0);

/** One request as a handler sees it, whichever way it came in. */
export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
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
    req: IncomingMessage,
    res: ServerResponse,
    params: Record<string, string>,
    requestId: string,
    openContext: (requestId: string) => Context,
  ) {
    this.req = req;
    this.res = res;
    this.params = params;
    this.requestId = requestId;
    this.#openContext = openContext;
  }

  /** Carries the request's id on into every call. */
  get ctx(): Context {
    this.#ctx ??= this.#openContext(this.requestId);
    return this.#ctx;
  }

  get query(): URLSearchParams {
    const url = (this.req as IncomingMessage & { originalUrl?: string }).originalUrl ?? this.req.url ?? "";
    const at = url.indexOf("?");
    return new URLSearchParams(at === -1 ? "" : url.slice(at + 1));
  }
}

/**
 * What a handler answers; `body` is JSON or text in bytes, ready to send. A reply that many get has its header
 * as `fields`, names and values in turns, complete.
 */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  fields?: readonly string[];
  body?: string | Buffer | Readable;
}
/** The handler sends the reply itself. */
export const taken: unique symbol = Symbol("the handler sends the reply itself");

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
  return { ...reply, fields: fieldsOf(reply) };
}

/** A reply's header, names and values in turns; with the length, where there can be one. */
function fieldsOf({ status, headers, body }: Reply): string[] {
  const fields: string[] = [];
  for (const name in headers) fields.push(name, headers[name]!);
  if (status !== 204 && status !== 304 && isWhole(body)) {
    fields.push("Content-Length", String(body === undefined ? 0 : Buffer.byteLength(body)));
  }
  return fields;
}

function isWhole(body: Reply["body"]): body is string | Buffer | undefined {
  return body === undefined || typeof body === "string" || Buffer.isBuffer(body);
}

/**
 * Sends a reply; a stream is piped with the client's own speed.
 *
 * @param requestId goes out along with it, unless it stands in the header already
 * @returns a promise for a stream only
 */
export function send(res: ServerResponse, reply: Reply, requestId = ""): Promise<void> | undefined {
  if (res.headersSent || res.destroyed) return undefined;
  let fields = reply.fields ?? fieldsOf(reply);
  const others = res.getHeader("Vary");
  if (others !== undefined)
    fields = fields.map((field, at) => (fields[at - 1] === "Vary" ? `${others}, ${field}` : field));
  const isNamed = requestId === "" || res.hasHeader("X-Request-ID");
  res.writeHead(reply.status, (isNamed ? fields : ["X-Request-ID", requestId, ...fields]) as string[]);
  if (isWhole(reply.body)) res.end(reply.body);
  else return pipeline(reply.body, res);
}
