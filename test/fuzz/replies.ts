/** A reply as it was read from a connection. */
export interface RawReply {
  status: number;
  head: string;
  body: Buffer;
  /** False if the connection ended before the body did, and for a stream, which has no end. */
  isComplete: boolean;
}

const HEAD_END = "\r\n\r\n";

/**
 * Reads the replies of one connection. @param hasNoBody whether the reply to a request has no body, whatever its head
 * says (HEAD)
 *
 * @throws Error if the bytes are no replies of HTTP/1.1
 */
export function readReplies(bytes: Buffer, hasNoBody: (index: number) => boolean): RawReply[] {
  const replies: RawReply[] = [];
  let at = 0;
  while (at < bytes.length) {
    const headEnd = bytes.indexOf(HEAD_END, at);
    const head = bytes.toString("latin1", at, headEnd === -1 ? bytes.length : headEnd);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (!status) throw new Error(`no reply of HTTP/1.1: ${JSON.stringify(head.slice(0, 200))}`);
    if (headEnd === -1) return [...replies, { status, head, body: Buffer.alloc(0), isComplete: false }];
    at = headEnd + HEAD_END.length;
    if (status < 200) continue;
    // A head that cannot be read has no method, so its 400 has a body even if it began with HEAD.
    const isUnread = status === 400 && bytes.toString("latin1", at, at + 5) !== "HTTP/";
    if (status === 204 || status === 304 || (hasNoBody(replies.length) && !isUnread)) {
      replies.push({ status, head, body: Buffer.alloc(0), isComplete: true });
      continue;
    }
    const { body, end, isComplete } = readBody(bytes, at, head);
    replies.push({ status, head, body, isComplete });
    at = end;
  }
  return replies;
}

function readBody(bytes: Buffer, at: number, head: string) {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const end = at + Number(length);
    return { body: bytes.subarray(at, end), end, isComplete: end <= bytes.length };
  }
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return readChunks(bytes, at);
  return { body: bytes.subarray(at), end: bytes.length, isComplete: /\r\nconnection: *close/i.test(head) };
}

function readChunks(bytes: Buffer, start: number) {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return { body: Buffer.concat(parts), end: bytes.length, isComplete: false };
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error("a chunk of a reply has no size");
    at = lineEnd + 2 + size + 2;
    if (size === 0) return { body: Buffer.concat(parts), end: at, isComplete: at <= bytes.length };
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
  }
}

/** What a reply tells that it must not: stacks, statements, paths of the machine, errors of the system. */
const INTERNAL_TEXT =
  /\n\s+at .+:\d+:\d+|\b(?:select|insert into|update|delete from) .+ (?:from|values|set|where) |node_modules|file:\/\/|\bE(?:CONN|NOENT|PIPE|MFILE|NOSPC)\w*\b|PGlite|postgres:\/\//i;

/** What is wrong with a reply; undefined if nothing is. */
export function problemOf({ status, head, body, isComplete }: RawReply): string | undefined {
  if (!isComplete || status < 400) return undefined;
  const text = body.toString("utf8");
  if (status >= 500 && status !== 503) return `a ${status}: ${text.slice(0, 300)}`;
  if (INTERNAL_TEXT.test(text)) return `internal text in a ${status}: ${text.slice(0, 300)}`;
  if (body.length === 0) return undefined;
  const error = parse(text) as { code?: unknown; type?: unknown; message?: unknown } | undefined;
  const hasShape =
    error?.code === status && typeof error.message === "string" && /^[A-Z][A-Z_]+$/.test(String(error.type));
  if (!hasShape) return `a ${status} that is not of the shape of errors: ${text.slice(0, 300)}`;
  if (status === 503 && !/\r\nretry-after: *\d/i.test(head)) return "a 503 without Retry-After";
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
