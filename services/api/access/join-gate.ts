import type { Redis } from "ioredis";
import { readJoinCode } from "../../../platform/domain/text/join-code.ts";
import type { Environment } from "../../../platform/environment.ts";
import { RateLimited, TryAgain, UnknownCode } from "../../../platform/errors.ts";
import type { JoinBatcher, JoinedPlayer, JoinRequest } from "../batching/join-batcher.ts";
import type { PlayerAddress } from "../batching/return-batcher.ts";
import type { ClientAddresses } from "./client-addresses.ts";
import type { JoinCodes, LookUpOutcome } from "./join-codes.ts";
import { JoinRate } from "./join-rate.ts";
import type { PinGate } from "./pin-gate.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { SharedRateLimiter } from "./shared-rate-limiter.ts";
import { SlotLimiter } from "./slot-limiter.ts";

/** Lets a player in by a code in its stored form. */
type Admit = (code: string) => Promise<JoinedPlayer>;

/** Look-ups of unknown codes by one gateway, per second, for addresses that are not slowed. */
const LOOK_UPS_PER_SECOND = 2000;
/** An address that has tried too many wrong codes: how many more codes are compared with the right ones. */
const SLOWED_RATE = { perSecond: 100, burst: 2000 };
/** The same of all such addresses together. */
const ALL_SLOWED_RATE = { perSecond: 1000, burst: 10_000 };

/**
 * Lets players in, and keeps out those who guess codes or come in floods. What it is to stop is somebody who tries codes
 * until one is right. What it must not do is lock out a school because one of its pupils does that.
 *
 * - A text that cannot be a code costs nothing: it gets the 404 at once, and everyone can tell what a code looks like.
 * - An address may try some wrong codes a minute, counted before they are looked up, and counted back if they were right.
 * - After that its wrong codes get a 429 and its right ones still get in. So an answer tells a guesser whether a code is
 *   right, and only the rate protects: 100 codes a second for an address, of 387 million. With 100 live sessions that is
 *   one hit in ten hours; before an address is slowed, 60 codes a minute are one hit in 45 days.
 * - Those 100 a second never stop the players of a session that its host leads, or that somebody has joined, from the
 *   same address: there a right code is no guess. It always gets in.
 * - An unknown code and the code of an ended session get the same answer, after the same look-up.
 * - All look-ups of a gateway are bounded. A code that the gateway knows needs none, and one look-up is for all who send
 *   the same code at that moment.
 */
export class JoinGate {
  readonly #joins: Pick<JoinBatcher, "join">;
  readonly #pins: Pick<PinGate, "comeBack">;
  readonly #codes: JoinCodes;
  readonly #rate: JoinRate;
  /** By address, across gateways. */
  readonly #wrongCodes: SharedRateLimiter;
  /** By address, in this gateway. */
  readonly #slowed = new SlotLimiter();
  readonly #lookUps = new RateLimiter<string>(LOOK_UPS_PER_SECOND, 1000);

  /** @param redis undefined on a node without Redis: there all limits are this gateway's own */
  constructor(
    environment: Environment,
    joins: Pick<JoinBatcher, "join">,
    pins: Pick<PinGate, "comeBack">,
    codes: JoinCodes,
    clients: ClientAddresses,
    redis?: Redis,
  ) {
    this.#joins = joins;
    this.#pins = pins;
    this.#codes = codes;
    this.#rate = new JoinRate(environment, codes, clients, redis);
    this.#wrongCodes = new SharedRateLimiter({
      name: "unknown-codes",
      max: environment.STAMPEDE_UNKNOWN_CODES_PER_MINUTE,
      windowSeconds: 60,
      redis,
    });
  }

  /**
   * @param client the key of the client's address
   * @throws UnknownCode, RateLimited, WrongState, TryAgain
   */
  join(request: JoinRequest, client: string): Promise<JoinedPlayer> {
    return this.#enter(request.code, client, async (code) => {
      await this.#rate.take(request, code, client);
      return this.#joins.join(request);
    });
  }

  /**
   * Lets a player in who has joined before. How fast players join does not limit it: nobody new comes.
   *
   * @param client the key of the client's address
   * @throws WrongPin, Banned, UnknownCode, RateLimited, TryAgain
   */
  comeBack(request: PlayerAddress & { pin: string }, client: string): Promise<JoinedPlayer> {
    return this.#enter(request.code, client, (code) => this.#pins.comeBack({ ...request, code }, client));
  }

  async #enter(typedCode: string, client: string, admit: Admit): Promise<JoinedPlayer> {
    const code = readJoinCode(typedCode);
    if (code === null) throw new UnknownCode();
    for (let lookUp = this.#codes.lookUpOf(code); lookUp; lookUp = this.#codes.lookUpOf(code)) {
      const outcome = await lookUp;
      if (outcome === "failed") throw new TryAgain();
      if (outcome === "wrong") return this.#rejectWrong(client);
    }
    if (this.#codes.isKnown(code)) return this.#enterByKnownCode(admit, code, client);
    return this.#codes.lookUp(code, () => this.#enterByGuess(admit, code, client), outcomeOf);
  }

  async #enterByKnownCode(admit: Admit, code: string, client: string): Promise<JoinedPlayer> {
    if (!this.#codes.isTrusted(client, code)) {
      const waitMs = await this.#wrongCodes.retryAfterMs(client);
      if (waitMs > 0 && !this.#mayStillTry(client)) throw new RateLimited(waitMs);
    }
    try {
      const joined = await admit(code);
      this.#codes.trust(client, code);
      return joined;
    } catch (error) {
      if (!isWrongCode(error)) throw error;
      // The session has ended a moment ago.
      this.#codes.forget(code);
      return this.#rejectWrong(client, error);
    }
  }

  /** The code may be right all the same: this gateway may have missed that there is such a session. */
  async #enterByGuess(admit: Admit, code: string, client: string): Promise<JoinedPlayer> {
    const waitMs = await this.#wrongCodes.consume(client);
    if (waitMs > 0 && !this.#mayStillTry(client)) throw new RateLimited(waitMs);
    const refund = () => {
      if (waitMs === 0) this.#wrongCodes.refund(client);
    };
    try {
      if (waitMs === 0 && this.#lookUps.consume("") > 0) throw new TryAgain();
      const joined = await admit(code);
      this.#codes.learn(code);
      this.#codes.trust(client, code);
      refund();
      return joined;
    } catch (error) {
      if (isWrongCode(error)) throw waitMs > 0 ? new RateLimited(waitMs) : error;
      if (outcomeOf(error) === "right") this.#codes.learn(code);
      refund();
      throw error;
    }
  }

  /** Whether an address that has tried too many wrong codes may try one more. */
  #mayStillTry(client: string): boolean {
    return this.#slowed.tryTake({
      part: client,
      partRate: SLOWED_RATE,
      whole: "all",
      wholeRate: ALL_SLOWED_RATE,
    });
  }

  /** Counts a wrong code that needed no look-up. */
  async #rejectWrong(client: string, error: unknown = new UnknownCode()): Promise<never> {
    const waitMs = await this.#wrongCodes.consume(client);
    throw waitMs > 0 ? new RateLimited(waitMs) : error;
  }
}

interface Failure {
  type?: string;
  /** The HTTP status. */
  code?: number;
}

/** Whether no live session has the code. */
const isWrongCode = (error: unknown) =>
  ["UNKNOWN_CODE", "SESSION_ENDED"].includes((error as Failure).type ?? "");

/** What a failed join says about its code. */
function outcomeOf(error: unknown): LookUpOutcome {
  if (isWrongCode(error)) return "wrong";
  const { code = 500 } = error as Failure;
  if (code === 429) return "not looked up";
  // The session is there, and refuses the player for a reason of its own.
  return code < 500 ? "right" : "failed";
}
