import type { Context, ServiceBroker } from "moleculer";
import { call } from "../contracts/typed-broker.ts";
import type { QuizContent } from "../domain/quiz.ts";
import { chain, type MaybePromise } from "../maybe-promise.ts";
import { approximateBytes } from "./approximate-bytes.ts";
import { RevalidatingCache } from "./revalidating-cache.ts";

/** Maximum memory of all cached quizzes, in bytes: at least two of the largest. */
const MAX_BYTES = 32 * 1024 * 1024;

interface Version {
  quizId: string;
  version: number;
}
interface CachedContent {
  content: QuizContent;
  bytes: number;
}
type Caller = Context | ServiceBroker;

/** The quiz versions that a process works with. A version never changes, so all sessions of it share one copy. */
export class QuizContentCache {
  readonly #broker: ServiceBroker;
  readonly #contents = new RevalidatingCache<string, CachedContent, Version & { caller: Caller }, null>({
    maxSize: MAX_BYTES,
    sizeOf: ({ bytes }) => bytes,
    load: async (key, { quizId, version, caller }) => {
      const content = await call(caller, "quiz.content", { id: quizId, version });
      if (!content) return null;
      const cached = { content, bytes: approximateBytes(content) };
      this.#contents.set(key, cached);
      return cached;
    },
  });

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /** Null if there is no such version. */
  get({ quizId, version }: Version, caller: Caller = this.#broker): MaybePromise<QuizContent | null> {
    const cached = this.#contents.get(`${quizId}:${version}`, { quizId, version, caller });
    return chain(cached, (found) => found?.content ?? null);
  }
}
