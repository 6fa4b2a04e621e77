import { LRUCache } from "lru-cache";
import type { Context, ServiceBroker } from "moleculer";
import { call } from "../contracts/typed-broker.ts";
import type { QuizContent } from "../domain/quiz.ts";

/** How many characters of quizzes, as JSON, a process keeps parsed. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/**
 * The quiz versions that a process works with. They never change, so all sessions of one share one copy; many
 * who miss one make one call.
 */
export class Contents {
  readonly #broker: ServiceBroker;
  readonly #contents = new LRUCache<string, { content: QuizContent; characters: number }>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ characters }) => characters,
  });
  readonly #loading = new Map<string, Promise<QuizContent | null>>();

  constructor(broker: ServiceBroker) {
    this.#broker = broker;
  }

  /** Null where there is no such version. */
  async get(
    { quizId, version }: { quizId: string; version: number },
    ctx: Context | ServiceBroker = this.#broker,
  ): Promise<QuizContent | null> {
    const name = `${quizId}:${version}`;
    const kept = this.#contents.get(name);
    if (kept) return kept.content;
    let loading = this.#loading.get(name);
    if (!loading) {
      loading = this.#fetch(name, quizId, version, ctx).finally(() => this.#loading.delete(name));
      this.#loading.set(name, loading);
    }
    return loading;
  }

  async #fetch(
    name: string,
    id: string,
    version: number,
    ctx: Context | ServiceBroker,
  ): Promise<QuizContent | null> {
    const content = await call(ctx, "quiz.content", { id, version });
    if (content) this.#contents.set(name, { content, characters: JSON.stringify(content).length });
    return content;
  }
}
