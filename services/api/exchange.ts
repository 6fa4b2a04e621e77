import type { IncomingMessage, ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "moleculer";
import type { Bearer } from "../../platform/tokens.ts";

/** One request as a handler sees it, whichever way it came in. */
export interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
  /** Carries the request's id on into every call. */
  ctx: Context;
  /** The `:names` of the path. */
  params: Record<string, string>;
  query: URLSearchParams;
  bearer: Bearer | null;
  body: Buffer;
  /** Epoch ms by this node's clock, when the last byte of the request was here. */
  receivedAt: number;
}

/** What a handler answers; `body` is JSON or text in bytes, ready to send. `taken`: the handler sends itself. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
}
export const taken = Symbol("the handler sends the reply itself");

const JSON_TYPE = "application/json; charset=utf-8";

/** A reply of JSON. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "Content-Type": JSON_TYPE, ...headers }, body: JSON.stringify(value) };
}

/**
 * A reply of bytes that many share: answered with 304 where the client has them already.
 *
 * @param cacheControl for how long, and for whom
 */
export function tagged(exchange: Exchange, body: Buffer | string, etag: string, cacheControl: string): Reply {
  const headers = { ETag: etag, "Cache-Control": cacheControl, Vary: "Authorization" };
  if (matches(exchange.req.headers["if-none-match"], etag)) return { status: 304, headers };
  return { status: 200, headers: { "Content-Type": JSON_TYPE, ...headers }, body };
}

/** Whether an `If-None-Match` names this tag; the comparison is weak, as RFC 9110 (13.1.2) asks. */
function matches(header: string | undefined, etag: string): boolean {
  if (!header) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, "");
  return header.trim() === "*" || header.split(",").some((tag) => bare(tag) === bare(etag));
}

/** Sends a reply; a stream is piped with the client's own speed. */
export async function send(res: ServerResponse, reply: Reply): Promise<void> {
  if (res.headersSent || res.destroyed) return;
  for (const [name, value] of Object.entries(reply.headers ?? {})) {
    if (name === "Vary" && res.hasHeader("Vary")) res.setHeader(name, `${res.getHeader("Vary")}, ${value}`);
    else res.setHeader(name, value);
  }
  res.statusCode = reply.status;
  if (reply.body === undefined || typeof reply.body === "string" || Buffer.isBuffer(reply.body)) {
    if (reply.status !== 204 && reply.status !== 304) {
      res.setHeader("Content-Length", reply.body === undefined ? 0 : Buffer.byteLength(reply.body));
    }
    res.end(reply.body);
  } else {
    await pipeline(reply.body, res);
  }
}
