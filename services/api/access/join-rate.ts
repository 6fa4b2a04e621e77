import { hash } from "node:crypto";
import type { Redis } from "ioredis";
import type { Environment } from "../../../platform/environment.ts";
import { RateLimited } from "../../../platform/errors.ts";
import type { JoinRequest } from "../batching/join-batcher.ts";
import type { ClientAddresses } from "./client-addresses.ts";
import type { JoinCodes } from "./join-codes.ts";
import { SharedSlotLimiter } from "./shared-slot-limiter.ts";
import type { Rate } from "./slot-limiter.ts";

/** A crowd may come at once as if it came over this time, in seconds. */
const BURST_SECONDS = 10;
/** One session may take this share of an address's joins. */
const SESSION_SHARE = 0.5;
/** One address may take this share of a gateway's queue. */
const QUEUE_SHARE = 0.5;
/** `Retry-After` is up to this share of itself later than the reserved time, and at most so many ms: a crowd spreads out. */
const JITTER_SHARE = 0.25;
const MAX_JITTER_MS = 5000;

/**
 * How fast players join from one address, and within that into one session from one address. Who must wait has a
 * reserved slot at the time that `Retry-After` names.
 */
export class JoinRate {
  readonly #limiter: SharedSlotLimiter;
  readonly #codes: JoinCodes;
  readonly #clients: ClientAddresses;
  readonly #addressRate: Rate;
  readonly #maxBurst: number;

  constructor(
    { STAMPEDE_JOINS_PER_SECOND: perSecond, STAMPEDE_QUEUE_ROWS }: Environment,
    codes: JoinCodes,
    clients: ClientAddresses,
    redis?: Redis,
  ) {
    this.#limiter = new SharedSlotLimiter("joins", redis);
    this.#codes = codes;
    this.#clients = clients;
    this.#maxBurst = Math.max(1, STAMPEDE_QUEUE_ROWS * QUEUE_SHARE);
    this.#addressRate = { perSecond, burst: perSecond * BURST_SECONDS };
  }

  /**
   * @param code in its stored form
   * @throws RateLimited
   */
  async take(request: JoinRequest, code: string, client: string): Promise<void> {
    const factor = this.#clients.factorOf(client);
    if (factor === Number.POSITIVE_INFINITY) return;
    const expected = this.#codes.expectedPlayers(code);
    const waitMs = await this.#limiter.take({
      part: `${client} ${code}`,
      partRate: this.#rateOf(factor * SESSION_SHARE, expected),
      whole: client,
      wholeRate: this.#rateOf(factor, expected),
      claim: () => hash("sha1", `${client} ${JSON.stringify(request)}`, "base64"),
      isClaimUnique: request.key !== undefined,
    });
    if (waitMs > 0) {
      const jitterMs = Math.min(MAX_JITTER_MS, Math.max(1000, waitMs * JITTER_SHARE)) * Math.random();
      throw new RateLimited(Math.ceil(waitMs + jitterMs));
    }
  }

  /** All players whom a host expects may come at once, from one hall. */
  #rateOf(factor: number, expectedPlayers: number): Rate {
    const burst = Math.max(1, this.#addressRate.burst * factor, expectedPlayers);
    return { perSecond: this.#addressRate.perSecond * factor, burst: Math.min(burst, this.#maxBurst) };
  }
}
