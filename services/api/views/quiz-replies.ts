import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import { CacheReads } from "../../../platform/cache/shared-cache.ts";
import { andThen, type Eventually } from "../../../platform/maybe-promise.ts";
import type { KnownSession } from "../caches/session-cache.ts";
import {
  type Exchange,
  type Reply,
  replyTo,
  type SharedReply,
  sharedReply,
} from "../http/request-context.ts";
import { quizView } from "./session-view.ts";

type Encoding = "br" | "gzip" | "identity";

/** A quiz as players fetch it, in every encoding, made once. */
type QuizReplies = Record<Encoding, SharedReply>;

const MOST_BYTES = 64 * 1024 * 1024;

/** The quizzes that players are fetching, as bytes ready to send: a version never changes, so neither do they. */
export class QuizShelf {
  readonly reads = new CacheReads();
  readonly #shelf = new LRUCache<string, QuizReplies>({
    maxSize: MOST_BYTES,
    sizeCalculation: (replies) =>
      Object.values(replies).reduce((sum, { whole }) => sum + (whole.body as Buffer).length, 0),
  });
  readonly #making = new Map<string, Promise<QuizReplies>>();
  /** Browsers send few different lists of what they take. */
  readonly #encodings = new LRUCache<string, Encoding>({ max: 1000 });

  reply(exchange: Pick<Exchange, "req">, known: KnownSession): Eventually<Reply> {
    const name = `${known.record.quizId}:${known.record.version}`;
    const encoding = this.#encodingFor(String(exchange.req.headers["accept-encoding"] ?? ""));
    const kept = this.#shelf.get(name);
    const found = kept ? this.reads.hit(kept) : this.reads.miss(this.#make(name, known));
    return andThen(found, (replies) => replyTo(exchange, replies[encoding]));
  }

  #encodingFor(header: string): Encoding {
    let encoding = this.#encodings.get(header);
    if (!encoding) {
      encoding = accepted(header);
      if (header.length < 200) this.#encodings.set(header, encoding);
    }
    return encoding;
  }

  /** Many who miss one make it once. */
  #make(name: string, known: KnownSession): Promise<QuizReplies> {
    let making = this.#making.get(name);
    if (!making) {
      making = encode(JSON.stringify(quizView(known))).finally(() => this.#making.delete(name));
      making.then(
        (replies) => this.#shelf.set(name, replies),
        () => {},
      );
      this.#making.set(name, making);
    }
    return making;
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
    sharedReply(body, `"${etag}-${encoding}"`, { "Content-Encoding": encoding, ...headers });
  return {
    identity: sharedReply(identity, `"${etag}"`, headers),
    br: encoded(br, "br"),
    gzip: encoded(gz, "gzip"),
  };
}

/** The best encoding that a client takes (RFC 9110, 12.5.3): brotli before gzip; `q=0` refuses one. */
function accepted(header: string): Encoding {
  const weights = new Map(
    header.split(",").map((part) => {
      const [name = "", ...rest] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const q = rest.find((piece) => piece.startsWith("q="));
      return [name, q === undefined ? 1 : Number(q.slice(2))] as const;
    }),
  );
  const takes = (name: Encoding) => (weights.get(name) ?? weights.get("*") ?? 0) > 0;
  if (takes("br")) return "br";
  return takes("gzip") ? "gzip" : "identity";
}
