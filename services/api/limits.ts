import type { IncomingMessage } from "node:http";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Environment } from "../../platform/environment.ts";
import { RateLimited } from "../../platform/errors.ts";

/** What may be asked how often; the key says by whom. */
export type Limit = "answers" | "joins" | "unknownCodes" | "hostCalls";

/** The gateway's own limits, each node for itself, checked before a body is read. */
export class Limits {
  readonly #limiters: Record<Limit, RateLimiterMemory>;
  readonly #trustedProxies: number;

  constructor(environment: Environment) {
    const perSecond = (points: number) => new RateLimiterMemory({ points, duration: 1 });
    this.#limiters = {
      answers: perSecond(environment.STAMPEDE_ANSWERS_PER_SECOND),
      joins: perSecond(environment.STAMPEDE_JOINS_PER_SECOND),
      hostCalls: perSecond(environment.STAMPEDE_HOST_CALLS_PER_SECOND),
      unknownCodes: new RateLimiterMemory({
        points: environment.STAMPEDE_UNKNOWN_CODES_PER_MINUTE,
        duration: 60,
      }),
    };
    this.#trustedProxies = environment.STAMPEDE_TRUSTED_PROXIES;
  }

  /** @throws RateLimited */
  async spend(limit: Limit, key: string): Promise<void> {
    try {
      await this.#limiters[limit].consume(key);
    } catch (refused) {
      if (refused instanceof RateLimiterRes) throw new RateLimited(refused.msBeforeNext);
      throw refused;
    }
  }

  /** Whether a key has used up its limit, without spending of it. @throws RateLimited */
  async require(limit: Limit, key: string): Promise<void> {
    const spent = await this.#limiters[limit].get(key);
    if (spent && spent.remainingPoints <= 0) throw new RateLimited(spent.msBeforeNext);
  }

  /**
   * The client's address: the connection's own, or behind N trusted proxies the Nth from the right in
   * `X-Forwarded-For`, the last that a trusted hand has written.
   */
  clientOf(req: IncomingMessage): string {
    const direct = req.socket.remoteAddress ?? "";
    if (this.#trustedProxies === 0) return direct;
    const hops = String(req.headers["x-forwarded-for"] ?? "").split(",");
    return hops.at(-this.#trustedProxies)?.trim() || direct;
  }
}
