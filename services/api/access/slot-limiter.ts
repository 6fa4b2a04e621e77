import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";

/** How often something may happen: `burst` times at once, and `perSecond` times a second from then on. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** A call that is limited twice: it belongs to a part of a whole, like a join to one session's joins of an address. */
export interface SlotRequest {
  part: string;
  partRate: Rate;
  whole: string;
  wholeRate: Rate;
  /** The same for a call that is sent again. Only called if calls wait. */
  claim: () => string;
  /**
   * Whether all calls with this claim are the same one. Otherwise each of them reserves a slot of its own: two clients
   * may send the same.
   */
  isClaimUnique: boolean;
}

/** No slot further ahead than this is reserved, in ms. */
export const HORIZON_MS = 60_000;
/** How long after its time a reserved slot is kept, in ms. */
export const KEPT_MS = 60_000;
/** Keys per generation, and reserved slots. If there are more, the oldest are forgotten. */
const MAX_KEYS = 100_000;

interface Reservation {
  dueAt: number;
  /** Whether the whole has been charged already. */
  isPaid: boolean;
}

/**
 * A token bucket with reserved slots, in this process. Each key has one number, the time up to which its rate is used up
 * (GCRA, "generic cell rate algorithm"). A call that must wait is told when the next free slot is, and the slot is kept
 * for it: when it comes back at that time, it is admitted, whoever else has come meanwhile.
 *
 * A call waits for its part first, and takes nothing of the whole while it waits. So a crowd in one part never uses
 * up the whole.
 */
export class SlotLimiter {
  /** By `performance.now()`. */
  readonly #usedUntil: GenerationalCache<string, number>;
  /** By claim, in the order of their times. */
  readonly #reservations = new Map<string, Reservation[]>();
  readonly #maxReservations: number;
  #reserved = 0;

  constructor(maxKeys = MAX_KEYS) {
    this.#usedUntil = new GenerationalCache(maxKeys);
    this.#maxReservations = maxKeys;
  }

  /** Admits a call and returns 0; or reserves a slot and returns how long until then, in ms. */
  take(request: SlotRequest): number {
    const now = performance.now();
    const redeemed = this.#redeem(request, now);
    if (redeemed !== undefined) return redeemed;
    const { part, partRate, whole, wholeRate, claim } = request;
    let [key, rate, isPaid] = [part, partRate, false];
    let waitMs = this.#waitMs(key, rate, now);
    if (waitMs === 0) {
      [key, rate, isPaid] = [whole, wholeRate, true];
      waitMs = this.#waitMs(key, rate, now);
    }
    if (waitMs > HORIZON_MS) return HORIZON_MS;
    if (waitMs > 0) {
      this.#use(key, rate, now);
      this.#reserve(claim(), { dueAt: now + waitMs, isPaid }, now);
      return Math.ceil(waitMs);
    }
    this.#use(part, partRate, now);
    this.#use(whole, wholeRate, now);
    return 0;
  }

  /** Admits a call if there is room now. Otherwise nothing is counted. */
  tryTake({ part, partRate, whole, wholeRate }: Omit<SlotRequest, "claim" | "isClaimUnique">): boolean {
    const now = performance.now();
    if (this.#waitMs(part, partRate, now) > 0 || this.#waitMs(whole, wholeRate, now) > 0) return false;
    this.#use(part, partRate, now);
    this.#use(whole, wholeRate, now);
    return true;
  }

  /** Takes back a call that `tryTake` has admitted. */
  refund({ part, partRate, whole, wholeRate }: Omit<SlotRequest, "claim" | "isClaimUnique">): void {
    this.#giveBack(part, partRate);
    this.#giveBack(whole, wholeRate);
  }

  /** @returns 0 if the call has a slot now, the time until its slot, or undefined if it needs one */
  #redeem({ whole, wholeRate, claim, isClaimUnique }: SlotRequest, now: number): number | undefined {
    if (this.#reserved === 0) return undefined;
    const key = claim();
    this.#dropExpired(key, now);
    const reservations = this.#reservations.get(key);
    const first = reservations?.[0];
    if (!reservations || !first) return undefined;
    if (now < first.dueAt) return isClaimUnique ? Math.ceil(first.dueAt - now) : undefined;
    this.#dropFirst(key, reservations);
    if (!first.isPaid) this.#use(whole, wholeRate, now);
    return 0;
  }

  #dropExpired(key: string, now: number): void {
    const reservations = this.#reservations.get(key);
    while (reservations?.[0] && now > reservations[0].dueAt + KEPT_MS) this.#dropFirst(key, reservations);
  }

  #dropFirst(key: string, reservations: Reservation[]): void {
    reservations.shift();
    this.#reserved--;
    if (reservations.length === 0) this.#reservations.delete(key);
  }

  #waitMs(key: string, { perSecond, burst }: Rate, now: number): number {
    const usedUntil = this.#usedUntil.get(key);
    return usedUntil === undefined ? 0 : Math.max(0, usedUntil - now - ((burst - 1) * 1000) / perSecond);
  }

  #use(key: string, { perSecond }: Rate, now: number): void {
    this.#usedUntil.set(key, Math.max(this.#usedUntil.get(key) ?? 0, now) + 1000 / perSecond);
  }

  #giveBack(key: string, { perSecond }: Rate): void {
    const usedUntil = this.#usedUntil.get(key);
    if (usedUntil !== undefined) this.#usedUntil.set(key, usedUntil - 1000 / perSecond);
  }

  #reserve(claim: string, reservation: Reservation, now: number): void {
    const [oldest] = this.#reservations;
    if (oldest && oldest[0] !== claim) {
      this.#dropExpired(oldest[0], now);
      if (this.#reserved >= this.#maxReservations) this.#dropFirst(...oldest);
    }
    const own = this.#reservations.get(claim);
    if (own) own.push(reservation);
    else this.#reservations.set(claim, [reservation]);
    this.#reserved++;
  }
}
