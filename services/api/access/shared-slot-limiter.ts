import type { Redis, Result } from "ioredis";
import { HORIZON_MS, KEPT_MS, type Rate, SlotLimiter, type SlotRequest } from "./slot-limiter.ts";

/**
 * A gateway asks Redis only about keys that have used this share of their rate here: a call to Redis costs a gateway
 * about as much as the rest of a join, and nearly all addresses make a few joins.
 */
const LOCAL_SHARE = 0.1;

/**
 * The same as `SlotLimiter.take`, in Redis and by its clock. Keys: the part, the whole, the claim. Values: the interval
 * and the tolerance of each rate in ms, the horizon, how long reserved slots are kept, and 1 if the claim is unique. A
 * reserved slot is its time, negative if the whole has not been charged.
 */
const TAKE = `
local seconds, micros = unpack(redis.call("TIME"))
local now = seconds * 1000 + micros / 1000
local interval = { tonumber(ARGV[1]), tonumber(ARGV[3]) }
local tolerance = { tonumber(ARGV[2]), tonumber(ARGV[4]) }
local horizon, kept = tonumber(ARGV[5]), tonumber(ARGV[6])
local function usedUntil(n) return math.max(tonumber(redis.call("GET", KEYS[n]) or 0), now) end
local function use(n)
  local until_ = usedUntil(n) + interval[n]
  redis.call("SET", KEYS[n], string.format("%.3f", until_), "PX", math.ceil(until_ - now) + 1000)
end
local slot = tonumber(redis.call("LINDEX", KEYS[3], 0) or 0)
if slot ~= 0 and math.abs(slot) <= now then
  redis.call("LPOP", KEYS[3])
  if slot < 0 then use(2) end
  return 0
end
if slot ~= 0 and ARGV[7] == "1" then return math.ceil(math.abs(slot) - now) end
for n = 1, 2 do
  local wait = usedUntil(n) - now - tolerance[n]
  if wait > horizon then return horizon end
  if wait > 0 then
    use(n)
    local due = now + wait
    redis.call("RPUSH", KEYS[3], string.format("%.3f", n == 1 and -due or due))
    redis.call("PEXPIRE", KEYS[3], math.ceil(wait) + kept)
    return math.ceil(wait)
  end
end
use(1)
use(2)
return 0`;

declare module "ioredis" {
  interface RedisCommander<Context> {
    stampedeTakeSlot(...keysAndArguments: (string | number)[]): Result<number, Context>;
  }
}

/**
 * A `SlotLimiter` that holds across all gateways of one Redis: a slot that one gateway reserved is kept at every other.
 * Without Redis, and while Redis does not respond, each gateway limits for itself. Each gateway admits a tenth of the
 * rates without asking Redis.
 */
export class SharedSlotLimiter {
  readonly #redis: Redis | undefined;
  readonly #name: string;
  /** What is admitted without asking Redis. */
  readonly #local = new SlotLimiter();
  readonly #inMemory = new SlotLimiter();

  /** @param name part of the keys in Redis */
  constructor(name: string, redis?: Redis) {
    this.#name = name;
    this.#redis = redis;
    redis?.defineCommand("stampedeTakeSlot", { numberOfKeys: 3, lua: TAKE });
  }

  /** Admits a call with 0; or reserves a slot and returns how long until then, in ms. */
  take(request: SlotRequest): number | Promise<number> {
    if (this.#redis?.status !== "ready") return this.#inMemory.take(request);
    const local = { ...request, partRate: shareOf(request.partRate), wholeRate: shareOf(request.wholeRate) };
    if (local.partRate.burst >= 1 && local.wholeRate.burst >= 1 && this.#local.tryTake(local)) return 0;
    return this.#takeInRedis(this.#redis, request);
  }

  async #takeInRedis(redis: Redis, request: SlotRequest): Promise<number> {
    const { part, partRate, whole, wholeRate, claim, isClaimUnique } = request;
    // The braces put all keys into one slot of a Redis cluster.
    const prefix = `limit:${this.#name}:{${whole}}`;
    const keys = [`${prefix}:${part}`, prefix, `${prefix}:slot:${claim()}`];
    const rates = [partRate, wholeRate].flatMap(inMs);
    try {
      return await redis.stampedeTakeSlot(...keys, ...rates, HORIZON_MS, KEPT_MS, isClaimUnique ? 1 : 0);
    } catch {
      return this.#inMemory.take(request);
    }
  }
}

const shareOf = ({ perSecond, burst }: Rate): Rate => ({
  perSecond: perSecond * LOCAL_SHARE,
  burst: Math.floor(burst * LOCAL_SHARE),
});

/** The interval between two calls, and how far ahead of it the calls of a burst may be, in ms. */
const inMs = ({ perSecond, burst }: Rate): [number, number] => {
  const interval = 1000 / perSecond;
  return [interval, (burst - 1) * interval];
};
