import { READ_HEADERS, type RequestHeaders } from "../request-context.ts";

/** The head of a supported request. */
export interface ParsedHead {
  method: string;
  url: string;
  headers: RequestHeaders;
  /** Bytes of the head; the body starts there. */
  length: number;
  /** Bytes of the body. */
  bodyLength: number;
  /** The client sent `Connection: close`. */
  closeAfterResponse: boolean;
}

/** A longer head is unsupported. */
export const MAX_HEAD_BYTES = 8192;
const REQUEST_LINE = /(GET|POST|HEAD|PUT|PATCH|DELETE|OPTIONS) (\/[!-~]*) HTTP\/1\.1\r\n/y;
/** Names of letters, digits and dashes; values of printable ASCII. */
const HEADER_LINES = /(?:[A-Za-z\d-]+:[\t -~]*\r\n)+\r\n/y;
const HEADER_LINE = /^[A-Za-z\d-]+:[\t -~]*\r\n$/;
const CONTENT_LENGTH = /^\d{1,7}$/;

/** Headers that say where a request ends, or that ask for another protocol or behaviour. */
const FRAMING_HEADERS = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "proxy-connection",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const READ_HEADER_NAMES = new Map<string, (typeof READ_HEADERS)[number]>(
  READ_HEADERS.map((name) => [name, name]),
);
/** 1 at each length that the name of a framing or read header has: names of other lengths are skipped unread. */
const HEADER_NAME_LENGTHS = new Uint8Array(64);
for (const name of [...FRAMING_HEADERS, ...READ_HEADERS]) HEADER_NAME_LENGTHS[name.length] = 1;

/** @param line with its CRLF */
export function isRequestLine(line: string): boolean {
  REQUEST_LINE.lastIndex = 0;
  return REQUEST_LINE.test(line) && REQUEST_LINE.lastIndex === line.length;
}

/** Whether this is a header line of a supported head. @param line with its CRLF */
export function isHeaderLine(line: string): boolean {
  return HEADER_LINE.test(line);
}

/**
 * Parses the head of an HTTP/1.1 request (RFC 9112) if it is of the one supported form: a method of the API, a path as
 * target, every header line well-formed ASCII, the body's length (if there is one) in one `Content-Length`, and no
 * header that changes the framing. It rejects nothing: everything else goes to Node's own parser, so that only one
 * parser decides where an unusual request ends.
 *
 * @returns "incomplete" if the end of the head has not arrived, "unsupported" if Node's parser must read it
 */
export function parseRequestHead(bytes: Buffer): ParsedHead | "incomplete" | "unsupported" {
  const text = bytes.toString("latin1", 0, MAX_HEAD_BYTES);
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return text.length < MAX_HEAD_BYTES ? "incomplete" : "unsupported";
  REQUEST_LINE.lastIndex = 0;
  const requestLine = REQUEST_LINE.exec(text);
  if (!requestLine) return "unsupported";
  HEADER_LINES.lastIndex = REQUEST_LINE.lastIndex;
  if (!HEADER_LINES.test(text) || HEADER_LINES.lastIndex !== end + 4) return "unsupported";
  const [line, method, url] = requestLine as unknown as [string, string, string];
  const head: ParsedHead = {
    method,
    url,
    headers: {},
    length: end + 4,
    bodyLength: -1,
    closeAfterResponse: false,
  };
  let hasHost = false;
  for (let at = line.length; at < end; ) {
    const colon = text.indexOf(":", at);
    const lineEnd = text.indexOf("\r\n", colon);
    if (HEADER_NAME_LENGTHS[colon - at] === 1) {
      const name = text.slice(at, colon).toLowerCase();
      const readName = READ_HEADER_NAMES.get(name);
      if (readName !== undefined) {
        if (head.headers[readName] !== undefined) return "unsupported";
        head.headers[readName] = valueAt(text, colon, lineEnd);
      } else if (FRAMING_HEADERS.has(name)) {
        if (name === "host" && !hasHost) hasHost = true;
        else if (!applyFraming(head, name, valueAt(text, colon, lineEnd))) return "unsupported";
      }
    }
    at = lineEnd + 2;
  }
  if (!hasHost) return "unsupported";
  // A request without a length has no body (RFC 9112, 6.3).
  if (head.bodyLength === -1) head.bodyLength = 0;
  return head;
}

/** A header's value, without the spaces around it. */
function valueAt(text: string, colon: number, lineEnd: number): string {
  return text.slice(colon + 1, lineEnd).trim();
}

/** Applies a framing header to the head. @returns false if its value is unsupported */
function applyFraming(head: ParsedHead, name: string, value: string): boolean {
  if (name === "content-length" && head.bodyLength === -1 && CONTENT_LENGTH.test(value)) {
    head.bodyLength = Number(value);
    return true;
  }
  if (name !== "connection") return false;
  const option = value.toLowerCase();
  if (option === "close") head.closeAfterResponse = true;
  return option === "close" || option === "keep-alive";
}
