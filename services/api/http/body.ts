import { isAscii } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { BadRequest, BodyTooLarge } from "../../../platform/errors.ts";

/** Bytes over the limit that are still read (and thrown away), so that the refusal reaches a client that writes. */
const DRAINED_BYTES = 1024 * 1024;

/**
 * Reads a request's body to its end.
 *
 * @param limit bytes
 * @throws BodyTooLarge over the limit, BadRequest where the client broke off
 */
export function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const declared = Number(req.headers["content-length"] ?? 0);
    if (declared > limit + DRAINED_BYTES) reject(new BodyTooLarge(limit));
    req.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else if (bytes > limit + DRAINED_BYTES) {
        req.pause();
        reject(new BodyTooLarge(limit));
      }
    });
    req.on("end", () => (bytes > limit ? reject(new BodyTooLarge(limit)) : resolve(whole(chunks))));
    req.on("error", () => reject(new BadRequest("The body broke off.")));
    // It also closes after a body that is whole; an error that nobody reads is dear to make.
    req.on("close", () => {
      if (!req.complete) reject(new BadRequest("The body broke off."));
    });
  });
}

function whole(chunks: Buffer[]): Buffer {
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** @throws BadRequest where the bytes are not JSON in UTF-8 */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(isAscii(body) ? body.toString("latin1") : utf8.decode(body));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : "it is not UTF-8";
    throw new BadRequest(`The body is not JSON: ${why}.`);
  }
}
