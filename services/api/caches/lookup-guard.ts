import { NotFound, RateLimited, TryAgain } from "../../../platform/errors.ts";
import type { SessionIds } from "../../../platform/ids.ts";
import { RateLimiter } from "../access/rate-limiter.ts";

export interface LookupGuardOptions {
  ids: Pick<SessionIds, "isGenuine">;
  /** Asks whether any session has an id without a tag of the current key. */
  hasOtherIds(): Promise<boolean>;
  /** Maximum number of look-ups per second. Of ids without the right tag a tenth of it. */
  lookupsPerSecond: number;
  /** Maximum number of ids without the right tag that one client may try per minute without finding a session. */
  unknownIdsPerMinute: number;
}

/** How often to ask whether other ids exist, in ms; after a failure, how soon to ask again. */
const ASK_INTERVAL_MS = 10_000;
const ASK_AGAIN_MS = 1000;
/** An older reply to that is not relied on, in ms. */
const REPLY_MAX_AGE_MS = 60_000;
/** Maximum number of look-ups at the same time. */
const MAX_RUNNING = 16;
/** Clients per generation of the limiter. If there are more, the older ones are forgotten. */
const MAX_CLIENTS = 50_000;
/** The single key of the limits that hold for all clients together. */
const ALL = 0;

/**
 * Bounds the look-ups of sessions that this gateway does not know, by clients that prove nothing. An id without the
 * right tag is made up, and no look-up is needed. Only if there are sessions with other ids (of an older release, or
 * from before AUTH_SECRET was changed), such ids are looked up too, a few per client and second. Players' tokens name
 * sessions that exist: their look-ups do not come here, and never wait for these.
 */
export class LookupGuard {
  /** Requests that came here, by outcome, since the process began. */
  readonly outcomes = { madeUp: 0, found: 0, unknown: 0, refused: 0 };
  readonly #options: LookupGuardOptions;
  readonly #perSecond: RateLimiter;
  readonly #othersPerSecond: RateLimiter;
  readonly #unknownIds: RateLimiter<string>;
  #running = 0;
  #othersExist = true;
  /** By `performance.now()`. */
  #repliedAt = Number.NEGATIVE_INFINITY;
  #nextAskAt = 0;

  constructor(options: LookupGuardOptions) {
    this.#options = options;
    this.#perSecond = new RateLimiter(options.lookupsPerSecond, 1000, 1);
    this.#othersPerSecond = new RateLimiter(Math.ceil(options.lookupsPerSecond / 10), 1000, 1);
    this.#unknownIds = new RateLimiter(options.unknownIdsPerMinute, 60_000, MAX_CLIENTS);
  }

  /** Whether a session may have this id, as far as can be told without a look-up. */
  mayExist(id: string): boolean {
    return this.#options.ids.isGenuine(id) || this.#mayOthersExist();
  }

  /**
   * Looks a session up for a client, if the bounds allow it.
   *
   * @param client the client's address
   * @param load rejects with NotFound if there is no such session
   * @throws NotFound; RateLimited if the client tried too many unknown ids; TryAgain if all clients together did
   */
  async lookUp<Session>(id: string, client: string, load: () => Promise<Session>): Promise<Session> {
    const isGenuine = this.#options.ids.isGenuine(id);
    if (!isGenuine && !this.#mayOthersExist()) {
      this.outcomes.madeUp++;
      throw new NotFound("session");
    }
    this.#admit(isGenuine, client);
    this.#running++;
    try {
      const session = await load();
      this.outcomes.found++;
      return session;
    } catch (error) {
      if ((error as { type?: string }).type === "NOT_FOUND") {
        this.outcomes.unknown++;
        if (!isGenuine) this.#unknownIds.consume(client);
      }
      throw error;
    } finally {
      this.#running--;
    }
  }

  #admit(isGenuine: boolean, client: string): void {
    const clientWaitMs = isGenuine ? 0 : this.#unknownIds.retryAfterMs(client);
    if (clientWaitMs > 0) {
      this.outcomes.refused++;
      throw new RateLimited(clientWaitMs);
    }
    const isFull = this.#running >= MAX_RUNNING;
    if (isFull || (isGenuine ? this.#perSecond : this.#othersPerSecond).consume(ALL) > 0) {
      this.outcomes.refused++;
      throw new TryAgain();
    }
  }

  #mayOthersExist(): boolean {
    const now = performance.now();
    if (now >= this.#nextAskAt) {
      this.#nextAskAt = now + ASK_INTERVAL_MS;
      this.#options.hasOtherIds().then(
        (othersExist) => {
          this.#othersExist = othersExist;
          this.#repliedAt = performance.now();
        },
        () => {
          this.#nextAskAt = performance.now() + ASK_AGAIN_MS;
        },
      );
    }
    return this.#othersExist || now - this.#repliedAt > REPLY_MAX_AGE_MS;
  }
}
