import type { Redis } from "ioredis";
import type { PlayerPins } from "../../../platform/auth/pins.ts";
import type { Environment } from "../../../platform/environment.ts";
import { Banned, RateLimited, UnknownCode, WrongPin } from "../../../platform/errors.ts";
import type { JoinedPlayer } from "../batching/join-batcher.ts";
import type { PlayerAddress, ReturnBatcher } from "../batching/return-batcher.ts";
import type { ClientAddresses } from "./client-addresses.ts";
import type { JoinCodes } from "./join-codes.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { SharedRateLimiter } from "./shared-rate-limiter.ts";
import { type Rate, SlotLimiter } from "./slot-limiter.ts";

/** How many pins an address may have looked up, right ones aside. A crowd in one hall may send all of theirs at once. */
const TRIES: Rate = { perSecond: 100, burst: 2000 };
/** How often one player may come back from one address to one gateway: each time costs a look-up, right pin or wrong. */
const RETURNS = { max: 10, windowMs: 10_000 };
/** Players whose returns are counted. If there are more, the oldest are forgotten. */
const MAX_PLAYERS = 100_000;

/**
 * Lets players come back by number and pin, and keeps out those who guess pins.
 *
 * - An address may try ten wrong pins of a player in a minute, across gateways, and a hundred of all players a second.
 *   Each try is counted before the look-up, and counted back if the pin is right: a school behind one address only uses
 *   up what it gets wrong.
 * - A wrong pin, a number that no player has and the right pin of a removed player get the same answer, after the same
 *   look-up and comparison.
 */
export class PinGate {
  readonly #returns: Pick<ReturnBatcher, "find">;
  readonly #pins: PlayerPins;
  readonly #codes: JoinCodes;
  readonly #clients: ClientAddresses;
  /** By address and player, across gateways. */
  readonly #wrongPins: SharedRateLimiter;
  /** By address, in this gateway. */
  readonly #tries = new SlotLimiter();
  /** By address and player, in this gateway. */
  readonly #often = new RateLimiter<string>(RETURNS.max, RETURNS.windowMs, MAX_PLAYERS);

  /** @param redis undefined on a node without Redis: there all limits are this gateway's own */
  constructor(
    environment: Pick<Environment, "STAMPEDE_WRONG_PINS_PER_MINUTE">,
    returns: Pick<ReturnBatcher, "find">,
    pins: PlayerPins,
    codes: JoinCodes,
    clients: ClientAddresses,
    redis?: Redis,
  ) {
    this.#returns = returns;
    this.#pins = pins;
    this.#codes = codes;
    this.#clients = clients;
    this.#wrongPins = new SharedRateLimiter({
      name: "wrong-pins",
      max: environment.STAMPEDE_WRONG_PINS_PER_MINUTE,
      windowSeconds: 60,
      redis,
    });
  }

  /**
   * @param player `code` in its stored form
   * @param client the key of the client's address
   * @throws WrongPin, Banned, UnknownCode, RateLimited, TryAgain
   */
  async comeBack({ pin, ...player }: PlayerAddress & { pin: string }, client: string): Promise<JoinedPlayer> {
    const countBack = await this.#countTry(player, client);
    let isWrong = false;
    try {
      return await this.#find(player, pin);
    } catch (error) {
      isWrong = error instanceof WrongPin;
      throw error;
    } finally {
      if (!isWrong) countBack();
    }
  }

  async #find(player: PlayerAddress, pin: string): Promise<JoinedPlayer> {
    const { sessionId, sessionNo, nickname, isRemoved, isBanned, lastsUntil } =
      await this.#returns.find(player);
    if (sessionId === null) throw new UnknownCode();
    const { playerNo } = player;
    const isRight = this.#pins.isPinOf(pin, sessionId, playerNo);
    if (!isRight || nickname === null) throw new WrongPin();
    if (isBanned) throw new Banned();
    if (isRemoved) throw new WrongPin();
    return { sessionId, sessionNo, playerNo, nickname, hasJoinedBefore: true, lastsUntil };
  }

  /**
   * Counts a try as if the pin were wrong.
   *
   * @returns counts it back
   * @throws RateLimited
   */
  async #countTry({ code, playerNo }: PlayerAddress, client: string): Promise<() => void> {
    const key = `${client} ${code} ${playerNo}`;
    const tooOftenMs = this.#often.consume(key);
    if (tooOftenMs > 0) throw new RateLimited(tooOftenMs);
    const tries = this.#triesOf(client, code);
    if (tries && !this.#tries.tryTake(tries)) throw new RateLimited(1000 + Math.floor(Math.random() * 2000));
    const waitMs = await this.#wrongPins.consume(key);
    if (waitMs > 0) {
      if (tries) this.#tries.refund(tries);
      throw new RateLimited(waitMs);
    }
    return () => {
      if (tries) this.#tries.refund(tries);
      this.#wrongPins.refund(key);
    };
  }

  /** Undefined for a venue without limits. */
  #triesOf(client: string, code: string) {
    const factor = this.#clients.factorOf(client);
    if (factor === Number.POSITIVE_INFINITY) return undefined;
    const burst = Math.max(TRIES.burst * factor, this.#codes.expectedPlayers(code));
    const rate = { perSecond: TRIES.perSecond * factor, burst };
    return { part: `${client} ${code}`, partRate: rate, whole: client, wholeRate: rate };
  }
}
