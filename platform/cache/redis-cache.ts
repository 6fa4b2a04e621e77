import { Redis } from "ioredis";
import { currentTime } from "../clock.ts";
import type { SharedCache, ValueWithTtl } from "./shared-cache.ts";

/** How long a request waits for Redis, in ms. */
const TIMEOUT_MS = 40;
/** At most one log line per interval, in ms. */
const LOG_INTERVAL_MS = 10_000;
/** Errors in this period after the start are not logged if Redis was never reached, in ms. */
const STARTUP_MS = 3000;
/** Socket timeouts in this period after the start are not logged: the node is too busy to read its sockets; in ms. */
const BUSY_STARTUP_MS = 15_000;

/** A value and its version have two keys with one hash tag, so that both are in one slot of a Redis cluster. */
const versionKey = (key: string) => `{${key}}:version`;

/** KEYS: of the value and of its version. ARGV: value, version, TTL in ms. */
const SET_IF_NEWER = `
  local current = redis.call('get', KEYS[2])
  if current and tonumber(current) > tonumber(ARGV[2]) then return 0 end
  redis.call('set', KEYS[1], ARGV[1], 'px', ARGV[3])
  redis.call('set', KEYS[2], ARGV[2], 'px', ARGV[3])
  return 1`;

/** Redis with the command of the script above. */
type ScriptedRedis = Redis & {
  setIfNewer(key: string, versionKey: string, value: string, version: number, ttlMs: number): Promise<number>;
};

/** Redis as the shared cache. If Redis is down or slow, the cache behaves as an empty one. */
export class RedisCache implements SharedCache {
  readonly #redis: ScriptedRedis;
  readonly #warn: (message: string) => void;
  readonly #openedAt = performance.now();
  #wasReady = false;
  #warnedAt = 0;

  /** @param warn called, at most once per interval, with a log line when Redis does not respond */
  constructor(url: string, warn: (message: string) => void) {
    this.#warn = warn;
    this.#redis = new Redis(url, {
      commandTimeout: TIMEOUT_MS,
      connectTimeout: 2000,
      // If Redis is frozen, commands would pile up on the open connection.
      socketTimeout: 1000,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(times * 100, 2000) + Math.floor(Math.random() * 100),
      scripts: { setIfNewer: { lua: SET_IF_NEWER, numberOfKeys: 2 } },
    }) as ScriptedRedis;
    this.#redis.on("error", (error) => this.#onError(error));
    this.#redis.on("ready", () => {
      this.#wasReady = true;
    });
  }

  /** The connection, for other uses on this node. Its errors are logged here; callers handle those of their commands. */
  get connection(): Redis {
    return this.#redis;
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return (await this.#redis.get(key)) ?? undefined;
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    try {
      await this.#redis.set(key, value, "PX", Math.max(1, Math.round(ttlMs)));
    } catch (error) {
      this.#onError(error);
    }
  }

  async setIfNewer(key: string, value: string, version: number, ttlMs: number): Promise<boolean> {
    try {
      const ttl = Math.max(1, Math.round(ttlMs));
      return (await this.#redis.setIfNewer(key, versionKey(key), value, version, ttl)) === 1;
    } catch (error) {
      this.#onError(error);
      return true;
    }
  }

  async getWithTtl(key: string): Promise<ValueWithTtl | undefined> {
    try {
      const [value, ttlMs] = await Promise.all([this.#redis.get(key), this.#redis.pttl(key)]);
      return value === null ? undefined : { value, remainingTtlMs: Math.max(0, ttlMs) };
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#redis.del(key, versionKey(key));
    } catch (error) {
      this.#onError(error);
    }
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  #onError(error: unknown): void {
    const reason = (error as Error).message || "no connection";
    const ageMs = performance.now() - this.#openedAt;
    if (ageMs < STARTUP_MS && !this.#wasReady) return;
    if (ageMs < BUSY_STARTUP_MS && reason.startsWith("Socket timeout")) return;
    if (currentTime() - this.#warnedAt < LOG_INTERVAL_MS) return;
    this.#warnedAt = currentTime();
    this.#warn(`The shared cache does not respond (${reason}); continuing without it.`);
  }
}
