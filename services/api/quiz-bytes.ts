import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { LRUCache } from "lru-cache";
import { type Exchange, type Reply, tagged } from "./exchange.ts";
import type { KnownSession } from "./session-book.ts";
import { quizView } from "./session-view.ts";

type Encoding = "br" | "gzip" | "identity";

/** A quiz as players fetch it, in every encoding, made once. */
interface QuizBytes {
  etag: string;
  bodies: Record<Encoding, Buffer>;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** The quizzes that players are fetching, as bytes ready to send: a version never changes, so neither do they. */
export class QuizShelf {
  readonly #shelf = new LRUCache<string, QuizBytes>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ bodies }) => bodies.identity.length + bodies.gzip.length + bodies.br.length,
  });
  readonly #making = new Map<string, Promise<QuizBytes>>();

  async reply(exchange: Exchange, known: KnownSession): Promise<Reply> {
    const { quizId, version } = known.record;
    const name = `${quizId}:${version}`;
    const { etag, bodies } = this.#shelf.get(name) ?? (await this.#make(name, known));
    const encoding = accepted(String(exchange.req.headers["accept-encoding"] ?? ""));
    const tag = encoding === "identity" ? `"${etag}"` : `"${etag}-${encoding}"`;
    const reply = tagged(exchange, bodies[encoding], tag, "public, max-age=3600");
    const contentEncoding: Record<string, string> =
      encoding === "identity" ? {} : { "Content-Encoding": encoding };
    return { ...reply, headers: { ...reply.headers, ...contentEncoding, Vary: "Accept-Encoding" } };
  }

  /** Many who miss one make it once. */
  #make(name: string, known: KnownSession): Promise<QuizBytes> {
    let making = this.#making.get(name);
    if (!making) {
      making = encode(JSON.stringify(quizView(known))).finally(() => this.#making.delete(name));
      making.then(
        (bytes) => this.#shelf.set(name, bytes),
        () => {},
      );
      this.#making.set(name, making);
    }
    return making;
  }
}

async function encode(text: string): Promise<QuizBytes> {
  const identity = Buffer.from(text);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    promisify(gzip)(identity, { level: 9 }),
  ]);
  const etag = createHash("sha256").update(identity).digest("base64url").slice(0, 22);
  return { etag, bodies: { identity, br, gzip: gz } };
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
