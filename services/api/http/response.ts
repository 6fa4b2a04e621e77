import type { Readable } from "node:stream";
import { create } from "content-disposition";
import fresh from "fresh";
import { securityHeaderText } from "../../../platform/http/security-headers.ts";

/**
 * What a handler returns. A reply that many clients get is serialised once: then `rawHeaders` (names and values in
 * turn) and `headerText` (the same as header lines) hold its complete header, and `headers` is not used to send it.
 */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  rawHeaders?: readonly string[];
  headerText?: string;
  /** JSON or text, ready to send. */
  body?: string | Buffer | Readable;
}
/** Returned by a handler that writes the response itself. */
export const hijacked: unique symbol = Symbol("the handler writes the response itself");

export const JSON_TYPE = "application/json; charset=utf-8";

/** A JSON reply. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return jsonText(status, JSON.stringify(value), headers);
}

/** A reply whose JSON is written already. */
export function jsonText(status: number, body: string | Buffer, headers: Record<string, string> = {}): Reply {
  return { status, headers: { "Content-Type": JSON_TYPE, ...headers }, body };
}

/** A file that the client saves. @param name any text: what a header cannot hold is encoded (RFC 6266) */
export function download(
  name: string,
  contentType: string,
  body: Buffer | Readable,
  headers: Record<string, string> = {},
): Reply {
  return {
    status: 200,
    headers: { "Content-Type": contentType, "Content-Disposition": create(name), ...headers },
    body,
  };
}

/** A reply that many clients get, serialised once: with its body (200), and without (304). */
export interface CachedReply {
  etag: string;
  ok: Reply;
  notModified: Reply;
}

/**
 * @param etag with its quotes
 * @param headers all others but `Content-Type`, such as `Cache-Control` and `Vary`
 */
export function cacheReply(
  body: Buffer,
  etag: string,
  headers: Record<string, string>,
  contentType = JSON_TYPE,
): CachedReply {
  const validators = { ETag: etag, ...headers };
  return {
    etag,
    ok: preserialize({ status: 200, headers: { "Content-Type": contentType, ...validators }, body }),
    notModified: preserialize({ status: 304, headers: validators }),
  };
}

/** Picks the reply for one request: 304 if the client already has this version (RFC 9110, 13.1.2). */
export function conditionalReply(
  { req }: { readonly req: { readonly headers: { readonly "if-none-match"?: string | undefined } } },
  { etag, ok, notModified }: CachedReply,
): Reply {
  const ifNoneMatch = req.headers["if-none-match"];
  // Only this header: `fresh` would also apply `Cache-Control: no-cache`, which not every parser here reads.
  return ifNoneMatch && fresh({ "if-none-match": ifNoneMatch }, { etag }) ? notModified : ok;
}

function preserialize(reply: Reply): Reply {
  return { ...reply, rawHeaders: toRawHeaders(reply), headerText: toHeaderText(reply) };
}

/** A reply's header as names and values in turn, with `Content-Length` if the length is known. */
export function toRawHeaders(reply: Reply): string[] {
  const rawHeaders: string[] = [];
  for (const name in reply.headers) rawHeaders.push(name, reply.headers[name]!);
  const length = contentLength(reply);
  if (length !== undefined) rawHeaders.push("Content-Length", String(length));
  return rawHeaders;
}

/** The same as header lines, each ended by CRLF, with the security headers: Node's own responses have them anyway. */
export function toHeaderText(reply: Reply): string {
  let headerText = securityHeaderText(reply.headers);
  for (const name in reply.headers) headerText += `${name}: ${reply.headers[name]}\r\n`;
  const length = contentLength(reply);
  return length === undefined ? headerText : `${headerText}Content-Length: ${length}\r\n`;
}

/** Bytes of a reply's body; undefined if the status allows no body, or if the body is a stream. */
function contentLength({ status, headers, body }: Reply): number | undefined {
  if (status === 204 || status === 304 || !isBuffered(body) || headers?.["Transfer-Encoding"])
    return undefined;
  return body === undefined ? 0 : Buffer.byteLength(body);
}

/** False for a stream. */
export function isBuffered(body: Reply["body"]): body is string | Buffer | undefined {
  return body === undefined || typeof body === "string" || Buffer.isBuffer(body);
}
