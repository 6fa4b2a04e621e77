import { Redis } from "ioredis";
import type { SharedCache } from "./shared-cache.ts";

/** What a request waits for Redis at the most, in ms; slower is as good as gone. */
const PATIENCE_MS = 40;
/** One line a this many ms in the log, however many commands fail. */
const LOG_EVERY_MS = 10_000;

/** Redis as the shared cache. Gone or slow, it has nothing: reads go on to where the truth is. */
export class RedisCache implements SharedCache {
  readonly #redis: Redis;
  readonly #warn: (message: string) => void;
  #warnedAt = 0;

  /** @param warn told in a line, now and then, that Redis does not answer */
  constructor(url: string, warn: (message: string) => void) {
    this.#warn = warn;
    this.#redis = new Redis(url, {
      commandTimeout: PATIENCE_MS,
      connectTimeout: 2000,
      // While Redis is frozen its commands would pile up on the open connection.
      socketTimeout: 1000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(times * 100, 2000) + Math.floor(Math.random() * 100),
    });
    this.#redis.on("error", (error) => this.#failed(error));
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return (await this.#redis.get(key)) ?? undefined;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async set(key: string, value: string, lifeMs: number): Promise<void> {
    try {
      await this.#redis.set(key, value, "PX", Math.max(1, Math.round(lifeMs)));
    } catch (error) {
      this.#failed(error);
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  #failed(error: unknown): void {
    if (Date.now() - this.#warnedAt < LOG_EVERY_MS) return;
    this.#warnedAt = Date.now();
    this.#warn(
      `The shared cache does not answer (${(error as Error).message || "no connection"}); going on without it.`,
    );
  }
}
