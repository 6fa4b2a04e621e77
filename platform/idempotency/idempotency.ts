import type { Queryable } from "../database/database.ts";
import { ValidationError } from "../errors.ts";
import { type CreatedBefore, find, setReply, take } from "./idempotency.repo.ts";

export { deleteOld } from "./idempotency.repo.ts";

/** The name of the header, as errors say it. */
export const IDEMPOTENCY_KEY = "Idempotency-Key";

/** What identifies a request that creates something. */
export interface IdempotencyParams {
  /** Unique per host, for 24 hours. */
  key: string;
  /** SHA-256 of the operation, the query and the body, in hex. */
  hash: string;
}

/**
 * A request that creates something for a host, once: the same request again, at whichever node, finds what the first one
 * created. A key is taken in the transaction that creates. So a request that fails leaves no key, and of two at the
 * same time the second one waits for the first. A host has at most as many keys as its call limit allows in a day.
 */
export class IdempotentRequest {
  readonly #host: string;
  readonly #key: string;
  readonly #hash: string;

  constructor(host: string, { key, hash }: IdempotencyParams) {
    this.#host = host;
    this.#key = key;
    this.#hash = hash;
  }

  /** What this request has created before; null if nothing. @throws ValidationError if another request has the key */
  async earlier(db: Queryable): Promise<CreatedBefore | null> {
    return this.#checked(await find(db, this.#host, this.#key, this.#hash));
  }

  /**
   * Takes the key at the beginning of the transaction that creates `resourceId`.
   *
   * @returns null if it is taken for this transaction, else what was created before
   * @throws ValidationError if another request has the key
   */
  async take(transaction: Queryable, resourceId: string): Promise<CreatedBefore | null> {
    while (true) {
      if (await take(transaction, this.#host, this.#key, this.#hash, resourceId)) return null;
      // Nothing is found if the row has become too old, or was deleted, since.
      const earlier = await this.earlier(transaction);
      if (earlier) return earlier;
    }
  }

  /** Stores what a later reply needs, in the transaction that has taken the key. */
  setReply(transaction: Queryable, reply: object): Promise<void> {
    return setReply(transaction, this.#host, this.#key, reply);
  }

  #checked(earlier: CreatedBefore | null): CreatedBefore | null {
    if (earlier === null || earlier.isSame) return earlier;
    const reason =
      "was used for another request within the last 24 hours: choose a new one for a new request";
    throw new ValidationError([{ path: IDEMPOTENCY_KEY, reason }]);
  }
}
