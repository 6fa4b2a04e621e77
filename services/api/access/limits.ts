import type { Environment } from "../../../platform/environment.ts";
import { RateLimited } from "../../../platform/errors.ts";
import type { Asked } from "../http/request-context.ts";
import { type AllowanceKey, Allowances } from "./rate-limiter.ts";

/** What may be asked how often; the key says by whom. */
export type Limit = "answers" | "joins" | "unknownCodes" | "hostCalls";

/** The gateway's own limits, each node for itself, checked before a body is read. */
export class Limits {
  readonly #allowances: Record<Limit, Allowances>;
  readonly #trustedProxies: number;

  constructor(environment: Environment) {
    this.#allowances = {
      answers: new Allowances(environment.STAMPEDE_ANSWERS_PER_SECOND, 1000),
      joins: new Allowances(environment.STAMPEDE_JOINS_PER_SECOND, 1000),
      hostCalls: new Allowances(environment.STAMPEDE_HOST_CALLS_PER_SECOND, 1000),
      unknownCodes: new Allowances(environment.STAMPEDE_UNKNOWN_CODES_PER_MINUTE, 60_000),
    };
    this.#trustedProxies = environment.STAMPEDE_TRUSTED_PROXIES;
  }

  /** @throws RateLimited */
  spend(limit: Limit, key: AllowanceKey): void {
    const waitMs = this.#allowances[limit].spend(key);
    if (waitMs > 0) throw new RateLimited(waitMs);
  }

  /** Spends of a limit where there is any left. */
  note(limit: Limit, key: AllowanceKey): void {
    this.#allowances[limit].spend(key);
  }

  /** Whether a key has used up its limit, without spending of it. @throws RateLimited */
  require(limit: Limit, key: AllowanceKey): void {
    const waitMs = this.#allowances[limit].wait(key);
    if (waitMs > 0) throw new RateLimited(waitMs);
  }

  /**
   * The client's address: the connection's own, or behind N trusted proxies the Nth from the right in
   * `X-Forwarded-For`, the last that a trusted hand has written.
   */
  clientOf(req: Asked): string {
    const direct = req.socket.remoteAddress ?? "";
    if (this.#trustedProxies === 0) return direct;
    const hops = String(req.headers["x-forwarded-for"] ?? "").split(",");
    return hops.at(-this.#trustedProxies)?.trim() || direct;
  }
}
