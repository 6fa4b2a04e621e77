import { Redis } from "ioredis";
import type { SharedCache } from "./shared-cache.ts";

/** What a request waits for Redis at the most, in ms; slower is as good as gone. */
const PATIENCE_MS = 40;
/** One line a this many ms in the log, however many commands fail. */
const LOG_EVERY_MS = 10_000;
/** A node that starts may not reach Redis yet; for so long, in ms, that is no news. */
const STARTING_MS = 3000;
/** Nor is it for so long, in ms, that it is too busy to read what Redis has sent: that is what its socket's time-out tells. */
const BUSY_MS = 15_000;

/** A value and its version lie under two keys of one slot. */
const versionKey = (key: string) => `{${key}}:version`;

/** KEYS: of the value and of its version. ARGV: value, version, life in ms. Equal versions begin a new life. */
const SET_VERSION = `
  local held = redis.call('get', KEYS[2])
  if held and tonumber(held) > tonumber(ARGV[2]) then return 0 end
  redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[3])
  redis.call('set', KEYS[2], ARGV[2], 'px', ARGV[3])
  return 1`;

/** Redis with the commands of this file's own. */
type ScriptedRedis = Redis & {
  setVersion(
    key: string,
    versionKey: string,
    value: string,
    version: number,
    lifeMs: number,
  ): Promise<number>;
};

/** Redis as the shared cache. Gone or slow, it has nothing: reads go on to where the truth is. */
export class RedisCache implements SharedCache {
  readonly #redis: ScriptedRedis;
  readonly #warn: (message: string) => void;
  readonly #openedAt = performance.now();
  #hasBeenThere = false;
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
      scripts: { setVersion: { lua: SET_VERSION, numberOfKeys: 2 } },
    }) as ScriptedRedis;
    this.#redis.on("error", (error) => this.#failed(error));
    this.#redis.on("ready", () => {
      this.#hasBeenThere = true;
    });
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

  async setVersion(key: string, value: string, version: number, lifeMs: number): Promise<void> {
    try {
      await this.#redis.setVersion(key, versionKey(key), value, version, Math.max(1, Math.round(lifeMs)));
    } catch (error) {
      this.#failed(error);
    }
  }

  async newest(key: string): Promise<{ value: string; leftMs: number } | undefined> {
    try {
      const [value, leftMs] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)]);
      return value === null ? undefined : { value, leftMs: Math.max(0, leftMs) };
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  #failed(error: unknown): void {
    const why = (error as Error).message || "no connection";
    const ageMs = performance.now() - this.#openedAt;
    if (ageMs < STARTING_MS && !this.#hasBeenThere) return;
    if (ageMs < BUSY_MS && why.startsWith("Socket timeout")) return;
    if (Date.now() - this.#warnedAt < LOG_EVERY_MS) return;
    this.#warnedAt = Date.now();
    this.#warn(`The shared cache does not answer (${why}); going on without it.`);
  }
}
