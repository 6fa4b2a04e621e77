import { RevalidatingCache } from "../../../platform/cache/revalidating-cache.ts";
import { chain, type MaybePromise } from "../../../platform/maybe-promise.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import { type EncodedReplies, encodeReplies, encodingFor } from "../http/encoded-replies.ts";
import type { RequestContext } from "../http/request-context.ts";
import { conditionalReply, type Reply } from "../http/response.ts";
import { quizView } from "./session-view.ts";

const MAX_BYTES = 64 * 1024 * 1024;
const HEADERS = { "Cache-Control": "public, max-age=3600" };

/** The replies to requests for a quiz, ready to send. A quiz version never changes, so its replies are encoded once. */
export class QuizReplyCache {
  readonly #replies = new RevalidatingCache<string, EncodedReplies, CachedSession>({
    maxSize: MAX_BYTES,
    sizeOf: (replies) =>
      Object.values(replies).reduce((sum, { ok: whole }) => sum + (whole.body as Buffer).length, 0),
    load: async (key, session) => {
      const replies = await encodeReplies(Buffer.from(JSON.stringify(quizView(session))), HEADERS);
      this.#replies.set(key, replies);
      return replies;
    },
  });

  get reads() {
    return this.#replies.reads;
  }

  reply(exchange: Pick<RequestContext, "req">, session: CachedSession): MaybePromise<Reply> {
    const key = `${session.record.quizId}:${session.record.version}`;
    const encoding = encodingFor(exchange);
    return chain(this.#replies.get(key, session), (replies) => conditionalReply(exchange, replies[encoding]));
  }
}
