import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import Negotiator from "negotiator";
import { byHeader } from "./by-header.ts";
import { type CachedReply, cacheReply, JSON_TYPE } from "./response.ts";

type Encoding = "br" | "gzip" | "identity";

/** One body in every encoding, each with a strong ETag of its own. */
export type EncodedReplies = Record<Encoding, CachedReply>;

/**
 * Compresses a body on threads of Node's pool.
 *
 * @param headers all others but those of type, encoding and version, such as `Cache-Control`. A `Vary` names what else
 *   decides on the reply.
 * @param compressed the same body, as far as it has been compressed before
 */
export async function encodeReplies(
  identity: Buffer,
  headers: Record<string, string>,
  contentType = JSON_TYPE,
  compressed: { readonly br?: Buffer | undefined; readonly gzip?: Buffer | undefined } = {},
): Promise<EncodedReplies> {
  const [brotli, gz] = await Promise.all([
    compressed.br ?? promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    compressed.gzip ?? promisify(gzip)(identity, { level: 9 }),
  ]);
  const hash = contentHash(identity);
  const { Vary: others } = headers;
  const shared = { ...headers, Vary: others ? `Accept-Encoding, ${others}` : "Accept-Encoding" };
  const encoded = (body: Buffer, encoding: Encoding) =>
    cacheReply(body, `"${hash}-${encoding}"`, { "Content-Encoding": encoding, ...shared }, contentType);
  return {
    identity: cacheReply(identity, `"${hash}"`, shared, contentType),
    br: encoded(brotli, "br"),
    gzip: encoded(gz, "gzip"),
  };
}

/** The replies of a body that is compressed in itself, such as a font: the same in every encoding. */
export function plainReplies(
  identity: Buffer,
  headers: Record<string, string>,
  contentType: string,
): EncodedReplies {
  const reply = cacheReply(identity, `"${contentHash(identity)}"`, headers, contentType);
  return { identity: reply, br: reply, gzip: reply };
}

/** Names contents: 132 bits of SHA-256 as base64url, which fit an ETag and the name of a file. */
export function contentHash(contents: string | Buffer): string {
  return createHash("sha256").update(contents).digest("base64url").slice(0, 22);
}

/** The smallest encoding that the client accepts (RFC 9110, 12.5.3): Brotli, then gzip, whichever it prefers. */
export function encodingFor({ req }: { readonly req: { readonly headers: Headers } }): Encoding {
  return acceptedEncoding(String(req.headers["accept-encoding"] ?? ""));
}

const acceptedEncoding = byHeader((header): Encoding => {
  const accepted = new Negotiator({ headers: { "accept-encoding": header } }).encodings(["br", "gzip"]);
  const [encoding] = (["br", "gzip"] as const).filter((one) => accepted.includes(one));
  return encoding ?? "identity";
});

interface Headers {
  readonly "accept-encoding"?: string | string[] | undefined;
}
