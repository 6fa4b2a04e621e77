import { isAscii } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { BadRequest, BodyTooLarge } from "../../../platform/errors.ts";

/** Bytes over the limit that are still read and thrown away, so that a client that is still sending gets the 413. */
const MAX_DRAINED_BYTES = 1024 * 1024;
const INCOMPLETE = "The connection closed before the body was complete.";

/**
 * Reads a request's full body.
 *
 * @param limit in bytes
 * @throws BodyTooLarge if it is over the limit, BadRequest if the client disconnects
 */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const declared = Number(req.headers["content-length"] ?? 0);
    if (declared > limit + MAX_DRAINED_BYTES) reject(new BodyTooLarge(limit));
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else if (bytes > limit + MAX_DRAINED_BYTES) {
        req.pause();
        reject(new BodyTooLarge(limit));
      }
    });
    req.on("end", () => (bytes > limit ? reject(new BodyTooLarge(limit)) : resolve(concat(chunks))));
    req.on("error", () => reject(new BadRequest(INCOMPLETE)));
    // 'close' also fires after a complete body; don't build an error nobody reads.
    req.on("close", () => {
      if (!req.complete) reject(new BadRequest(INCOMPLETE));
    });
  });
}

function concat(chunks: Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws BadRequest if the bytes are not JSON in UTF-8 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(isAscii(body) ? body.toString("latin1") : utf8.decode(body));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : "it is not UTF-8";
    throw new BadRequest(`The body is not JSON: ${reason}.`);
  }
}
