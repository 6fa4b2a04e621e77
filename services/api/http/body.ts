import type { IncomingMessage } from "node:http";
import { BadRequest, BodyTooLarge } from "../../../platform/errors.ts";

export { parseJson } from "../../../platform/http/json-body.ts";

/** What a client is told whose body breaks off. */
export const INCOMPLETE_BODY = "The connection closed before the body was complete.";

/**
 * Reads a request's full body. It stops at the first byte over the limit: what still comes is for whoever closes the
 * connection.
 *
 * @param limit in bytes
 * @throws BodyTooLarge if it is over the limit, BadRequest if the client disconnects
 */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    if (isTooLong(req, limit)) {
      req.resume();
      reject(new BodyTooLarge(limit));
      return;
    }
    const collect = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        req.off("data", collect);
        chunks.length = 0;
        reject(new BodyTooLarge(limit));
      }
    };
    req.on("data", collect);
    req.on("end", () => resolve(concat(chunks)));
    req.on("error", () => reject(new BadRequest(INCOMPLETE_BODY)));
    // 'close' also fires after a complete body; don't build an error nobody reads.
    req.on("close", () => {
      if (!req.complete) reject(new BadRequest(INCOMPLETE_BODY));
    });
  });
}

/** Whether the length that the client has announced is over the limit. */
export function isTooLong(req: IncomingMessage, limit: number): boolean {
  return Number(req.headers["content-length"] ?? 0) > limit;
}

function concat(chunks: Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}
