import type { Redis } from "ioredis";
import type { Environment } from "../../../platform/environment.ts";
import { RateLimited } from "../../../platform/errors.ts";
import type { RequestHead } from "../http/request-context.ts";
import type { Player } from "./access.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { SharedRateLimiter } from "./shared-rate-limiter.ts";

/** No session has more players, so session number and player number fit into one number as a key. */
const MAX_PLAYERS = 2 ** 26;

/** The rate limits of players, hosts and other clients. They are checked before the body is read. */
export class Limits {
  /** By player, in this gateway's memory only: a call to Redis for each answer would cost too much. */
  readonly #answers: RateLimiter;
  /** Across gateways: by the client's address, and by the host's name. */
  readonly #joins: SharedRateLimiter;
  readonly #unknownCodes: SharedRateLimiter;
  readonly #hostCalls: SharedRateLimiter;
  readonly #trustedProxies: number;

  /** @param redis undefined on a node without Redis: there all limits are this gateway's own */
  constructor(environment: Environment, redis?: Redis) {
    const shared = (name: string, max: number, windowSeconds: number) =>
      new SharedRateLimiter({ name, max, windowSeconds, redis });
    this.#answers = new RateLimiter(environment.STAMPEDE_ANSWERS_PER_SECOND, 1000);
    this.#joins = shared("joins", environment.STAMPEDE_JOINS_PER_SECOND, 1);
    this.#unknownCodes = shared("unknown-codes", environment.STAMPEDE_UNKNOWN_CODES_PER_MINUTE, 60);
    this.#hostCalls = shared("host-calls", environment.STAMPEDE_HOST_CALLS_PER_SECOND, 1);
    this.#trustedProxies = environment.STAMPEDE_TRUSTED_PROXIES;
  }

  /** @throws RateLimited */
  consumeAnswer({ sessionNo, playerNo }: Pick<Player, "sessionNo" | "playerNo">): void {
    throwIfLimited(this.#answers.consume(sessionNo * MAX_PLAYERS + playerNo));
  }

  /** @throws RateLimited if the client joins too often, or has tried too many unknown codes */
  async consumeJoin(client: string): Promise<void> {
    throwIfLimited(await this.#unknownCodes.retryAfterMs(client));
    throwIfLimited(await this.#joins.consume(client));
  }

  /** Counts a join with an unknown code. Above the limit the next join is rejected. Does not wait for Redis. */
  countUnknownCode(client: string): void {
    this.#unknownCodes.consume(client).catch(() => {});
  }

  /** @throws RateLimited */
  async consumeHostCall(host: string): Promise<void> {
    throwIfLimited(await this.#hostCalls.consume(host));
  }

  /**
   * The client's address: the connection's own, or behind N trusted proxies the Nth from the right in
   * `X-Forwarded-For`, which is the last one that a trusted proxy wrote.
   */
  clientAddress(req: RequestHead): string {
    const direct = req.socket.remoteAddress ?? "";
    if (this.#trustedProxies === 0) return direct;
    const hops = String(req.headers["x-forwarded-for"] ?? "").split(",");
    return hops.at(-this.#trustedProxies)?.trim() || direct;
  }
}

function throwIfLimited(waitMs: number): void {
  if (waitMs > 0) throw new RateLimited(waitMs);
}
