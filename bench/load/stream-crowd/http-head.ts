const HEAD_END = Buffer.from("\r\n\r\n");

/** What a stream needs to know of the head of its reply. */
export interface ReplyHead {
  status: number;
  isChunked: boolean;
  /** In ms; undefined if the reply has none. */
  retryAfterMs: number | undefined;
  /** Where the body begins. */
  length: number;
}

/** Reads the head of an HTTP/1.1 reply. @returns undefined while it is not complete */
export function parseReplyHead(bytes: Buffer): ReplyHead | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const text = bytes.toString("latin1", 0, end);
  const retryAfter = /\r\nretry-after: *(\d+)/i.exec(text)?.[1];
  return {
    status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? 0),
    isChunked: /\r\ntransfer-encoding: *chunked/i.test(text),
    retryAfterMs: retryAfter === undefined ? undefined : Number(retryAfter) * 1000,
    length: end + HEAD_END.length,
  };
}
