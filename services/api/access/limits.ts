import type { Redis } from "ioredis";
import { playerKey } from "../../../platform/domain/player-key.ts";
import type { Environment } from "../../../platform/environment.ts";
import { RateLimited } from "../../../platform/errors.ts";
import type { RequestHead } from "../http/request-context.ts";
import type { Player } from "./access.ts";
import { ClientAddresses } from "./client-addresses.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { SharedRateLimiter } from "./shared-rate-limiter.ts";

/** How often a player may load the own answers. */
const RELOADS = { max: 10, windowMs: 10_000 };

/** How many wrong sign-ins an address may try. A code cannot be guessed, but each try costs a look-up. */
const SIGN_INS = { max: 60, windowSeconds: 60 };

/** The rate limits of players and hosts. They are checked before the body is read. `JoinGate` limits joins. */
export class Limits {
  /** By player, in this gateway's memory only: a call to Redis for each answer would cost too much. */
  readonly #answers: RateLimiter;
  /** By player, in this gateway's memory: each call reads the database. */
  readonly #ownAnswers = new RateLimiter(RELOADS.max, RELOADS.windowMs);
  /** Across gateways, by the host's name. */
  readonly #hostCalls: SharedRateLimiter;
  /** Across gateways, by address: sign-ins that did not succeed. */
  readonly #signIns: SharedRateLimiter;
  readonly clients: ClientAddresses;

  /** @param redis undefined on a node without Redis: there all limits are this gateway's own */
  constructor(environment: Environment, redis?: Redis) {
    this.#answers = new RateLimiter(environment.STAMPEDE_ANSWERS_PER_SECOND, 1000);
    this.#hostCalls = new SharedRateLimiter({
      name: "host-calls",
      max: environment.STAMPEDE_HOST_CALLS_PER_SECOND,
      windowSeconds: 1,
      redis,
    });
    this.#signIns = new SharedRateLimiter({ name: "sign-ins", ...SIGN_INS, redis });
    this.clients = new ClientAddresses(environment);
  }

  /** @throws RateLimited */
  consumeAnswer({ sessionNo, playerNo }: Pick<Player, "sessionNo" | "playerNo">): void {
    throwIfLimited(this.#answers.consume(playerKey(sessionNo, playerNo)));
  }

  /** @throws RateLimited */
  consumeOwnAnswers({ sessionNo, playerNo }: Pick<Player, "sessionNo" | "playerNo">): void {
    throwIfLimited(this.#ownAnswers.consume(playerKey(sessionNo, playerNo)));
  }

  /** @throws RateLimited */
  async consumeHostCall(host: string): Promise<void> {
    throwIfLimited(await this.#hostCalls.consume(host));
  }

  /** Counts a sign-in as if it were wrong. @param client the key of the client's address @throws RateLimited */
  async consumeSignIn(client: string): Promise<void> {
    throwIfLimited(await this.#signIns.consume(client));
  }

  /** Counts a sign-in back that succeeded. */
  refundSignIn(client: string): void {
    this.#signIns.refund(client);
  }

  /** The key of the client's address. */
  clientAddress(req: RequestHead): string {
    return this.clients.of(req);
  }
}

function throwIfLimited(waitMs: number): void {
  if (waitMs > 0) throw new RateLimited(waitMs);
}
