import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import Negotiator from "negotiator";
import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";
import { chain, type MaybePromise } from "../../../platform/maybe-promise.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { RequestContext } from "../http/request-context.ts";
import { type CachedReply, cacheReply, conditionalReply, type Reply } from "../http/response.ts";
import { quizView } from "./session-view.ts";

type Encoding = "br" | "gzip" | "identity";

/** A quiz as players fetch it, in every encoding. */
type QuizReplies = Record<Encoding, CachedReply>;

const MAX_BYTES = 64 * 1024 * 1024;
/** A longer `Accept-Encoding` is parsed at each request, in characters. */
const MAX_CACHED_HEADER_LENGTH = 200;

/** The replies to requests for a quiz, ready to send. A quiz version never changes, so its replies are encoded once. */
export class QuizReplyCache {
  readonly #replies = new RevalidatingCache<string, QuizReplies, CachedSession>({
    maxSize: MAX_BYTES,
    sizeOf: (replies) =>
      Object.values(replies).reduce((sum, { ok: whole }) => sum + (whole.body as Buffer).length, 0),
    load: async (key, session) => {
      const replies = await encode(JSON.stringify(quizView(session)));
      this.#replies.set(key, replies);
      return replies;
    },
  });
  /** By `Accept-Encoding`; browsers send few different ones. */
  readonly #encodings = new LRUCache<string, Encoding>({ max: 1000 });

  get reads() {
    return this.#replies.reads;
  }

  reply(exchange: Pick<RequestContext, "req">, session: CachedSession): MaybePromise<Reply> {
    const key = `${session.record.quizId}:${session.record.version}`;
    const encoding = this.#encodingFor(String(exchange.req.headers["accept-encoding"] ?? ""));
    return chain(this.#replies.get(key, session), (replies) => conditionalReply(exchange, replies[encoding]));
  }

  #encodingFor(header: string): Encoding {
    let encoding = this.#encodings.get(header);
    if (!encoding) {
      encoding = bestEncoding(header);
      if (header.length < MAX_CACHED_HEADER_LENGTH) this.#encodings.set(header, encoding);
    }
    return encoding;
  }
}

async function encode(text: string): Promise<QuizReplies> {
  const identity = Buffer.from(text);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity, { level: 9 }),
  ]);
  const etag = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
  const headers = { "Cache-Control": "public, max-age=3600", Vary: "Accept-Encoding" };
  const encoded = (body: Buffer, encoding: Encoding) =>
    cacheReply(body, `"${etag}-${encoding}"`, { "Content-Encoding": encoding, ...headers });
  return {
    identity: cacheReply(identity, `"${etag}"`, headers),
    br: encoded(br, "br"),
    gzip: encoded(gz, "gzip"),
  };
}

/** The smallest encoding that the client accepts (RFC 9110, 12.5.3): Brotli, then gzip, whichever it prefers. */
function bestEncoding(header: string): Encoding {
  const accepted = new Negotiator({ headers: { "accept-encoding": header } }).encodings(["br", "gzip"]);
  if (accepted.includes("br")) return "br";
  return accepted.includes("gzip") ? "gzip" : "identity";
}
