import { type AskedHeaders, HEEDED } from "../request-context.ts";

/** The head of a request as plain as nearly all are. */
export interface PlainHead {
  method: string;
  url: string;
  headers: AskedHeaders;
  /** Bytes of the head; the body starts there. */
  length: number;
  bodyLength: number;
  /** The client wants the connection to end with the reply. */
  isLast: boolean;
}

/** A head longer than this, in bytes, is not plain. */
const LONGEST = 8192;
const START = /(GET|POST) (\/[!-~]*) HTTP\/1\.1\r\n/y;
/** Names of letters, digits and dashes; values of printable ASCII. */
const LINES = /(?:[A-Za-z\d-]+:[\t -~]*\r\n)+\r\n/y;
/** What may still become such a head. */
const BEGINNING =
  /^(?:GET|POST) \/[!-~]*(?: (?:[HTP/1.]{0,8}\r?|HTTP\/1\.1\r\n(?:[A-Za-z\d-]+:[\t -~]*\r\n)*(?:[A-Za-z\d-]+(?::[\t -~]*)?)?\r?))?$/;
const LENGTH = /^\d{1,7}$/;

/** Headers that tell where a request ends, or ask for another way to go on. */
const FRAMING = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "proxy-connection",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const HEEDED_NAMES = new Map<string, (typeof HEEDED)[number]>(HEEDED.map((name) => [name, name]));
/** Whether any name that matters has so many letters. */
const LENGTHS = new Uint8Array(64);
for (const name of [...FRAMING, ...HEEDED]) LENGTHS[name.length] = 1;

/**
 * Reads the head of an HTTP/1.1 request (RFC 9112) from a connection's bytes, as far as it is of one plain kind:
 * GET or POST, to a path, each line well formed in ASCII, the length of a body told in one number, and nothing that
 * changes how the request is framed. It judges nobody: whatever is any different is for Node's own parser to read
 * or to refuse, so there are no two opinions on where a request ends.
 *
 * @returns "unfinished" where the head may become one with the bytes to come, "odd" where it is none
 */
export function readPlainHead(bytes: Buffer): PlainHead | "unfinished" | "odd" {
  const text = bytes.toString("latin1", 0, LONGEST);
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return text.length < LONGEST && BEGINNING.test(text) ? "unfinished" : "odd";
  START.lastIndex = 0;
  const start = START.exec(text);
  if (!start) return "odd";
  LINES.lastIndex = START.lastIndex;
  if (!LINES.test(text) || LINES.lastIndex !== end + 4) return "odd";
  const [line, method, url] = start as unknown as [string, string, string];
  const head: PlainHead = { method, url, headers: {}, length: end + 4, bodyLength: -1, isLast: false };
  let hasHost = false;
  for (let at = line.length; at < end; ) {
    const colon = text.indexOf(":", at);
    const lineEnd = text.indexOf("\r\n", colon);
    if (LENGTHS[colon - at] === 1) {
      const name = text.slice(at, colon).toLowerCase();
      const heeded = HEEDED_NAMES.get(name);
      if (heeded !== undefined) {
        if (head.headers[heeded] !== undefined) return "odd";
        head.headers[heeded] = valueAt(text, colon, lineEnd);
      } else if (FRAMING.has(name)) {
        if (name === "host" && !hasHost) hasHost = true;
        else if (!frame(head, name, valueAt(text, colon, lineEnd))) return "odd";
      }
    }
    at = lineEnd + 2;
  }
  if (!hasHost || head.bodyLength >= 0 !== (method === "POST")) return "odd";
  if (method === "GET") head.bodyLength = 0;
  return head;
}

/** What stands after the colon, without the blanks around it. */
function valueAt(text: string, colon: number, lineEnd: number): string {
  return text.slice(colon + 1, lineEnd).trim();
}

/** Takes a header that frames the request into account, or answers false where that is not plain. */
function frame(head: PlainHead, name: string, value: string): boolean {
  if (name === "content-length" && head.bodyLength === -1 && LENGTH.test(value)) {
    head.bodyLength = Number(value);
    return true;
  }
  if (name !== "connection") return false;
  const wish = value.toLowerCase();
  if (wish === "close") head.isLast = true;
  return wish === "close" || wish === "keep-alive";
}
