import { LRUCache } from "lru-cache";
import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";
import type { SessionRecord } from "../../../platform/domain/session.ts";

/** Codes that a gateway knows, and pairs of address and code that it trusts. If there are more, the oldest are forgotten. */
const MAX_CODES = 100_000;

/** What became of the look-up of a code: nobody looked if its caller was limited. */
export type LookUpOutcome = "right" | "wrong" | "failed" | "not looked up";

/**
 * The join codes of live sessions, as far as this gateway has heard of them: every change of a session is broadcast, so a
 * gateway knows nearly all of them without a look-up. Codes are in their stored form.
 */
export class JoinCodes {
  /** How many players the host expects; 0 if it is unknown. */
  readonly #known = new LRUCache<string, { expectedPlayers: number }>({ max: MAX_CODES });
  readonly #trusted = new GenerationalCache<string, true>(MAX_CODES);
  readonly #lookUps = new Map<string, Promise<LookUpOutcome>>();

  /** Learns a session's code, or forgets it if the session has ended: it may then be another session's. */
  apply({ code, endedAt, settings }: Pick<SessionRecord, "code" | "endedAt" | "settings">): void {
    if (endedAt !== null) this.#known.delete(code);
    else this.#known.set(code, { expectedPlayers: settings.expectedPlayers ?? 0 });
  }

  /** Learns that a code is right, from a join. */
  learn(code: string): void {
    if (!this.#known.has(code)) this.#known.set(code, { expectedPlayers: 0 });
  }

  forget(code: string): void {
    this.#known.delete(code);
  }

  isKnown(code: string): boolean {
    return this.#known.has(code);
  }

  expectedPlayers(code: string): number {
    return this.#known.get(code)?.expectedPlayers ?? 0;
  }

  /** The session's host, or a player of it, has called from this address: whoever joins from there has not guessed. */
  trust(client: string, code: string): void {
    this.#trusted.set(`${client} ${code}`, true);
  }

  isTrusted(client: string, code: string): boolean {
    return this.#trusted.get(`${client} ${code}`) === true;
  }

  /** The look-up of a code that is under way. It never rejects. */
  lookUpOf(code: string): Promise<LookUpOutcome> | undefined {
    return this.#lookUps.get(code);
  }

  /** Runs a look-up that others of the same code wait for. */
  async lookUp<T>(
    code: string,
    run: () => Promise<T>,
    outcomeOf: (error: unknown) => LookUpOutcome,
  ): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<LookUpOutcome>();
    this.#lookUps.set(code, promise);
    try {
      const result = await run();
      resolve("right");
      return result;
    } catch (error) {
      resolve(outcomeOf(error));
      throw error;
    } finally {
      this.#lookUps.delete(code);
    }
  }
}
