import { LRUCache } from "lru-cache";
import { MAX_CREDIT_MS } from "../../../platform/contracts/contracts.ts";
import { isOver, type SessionRecord, windowOf } from "../../../platform/domain/session.ts";
import { Deliveries, type QuestionDelivery } from "./deliveries.ts";
import { RoundTrips } from "./round-trips.ts";

/** Sessions of which something is known; then the one that was not used for longest is forgotten. */
const MAX_SESSIONS = 2000;

/**
 * How much of an answer's elapsed time is not the player's, in whole ms from 0 to 300: how late the question was written
 * to the player, and one round trip. Half of it the question took to the player, the other half the answer took back.
 *
 * @param writtenAt epoch ms; undefined if it is not known: then nothing is credited, as before the opening
 */
export function creditOf(writtenAt: number | undefined, openedAt: number, roundTripMs: number): number {
  if (writtenAt === undefined || writtenAt < openedAt) return 0;
  return Math.min(MAX_CREDIT_MS, Math.round(writtenAt - openedAt + roundTripMs));
}

interface SessionCredits {
  deliveries: Deliveries;
  roundTrips: RoundTrips;
}

/** What this gateway has seen of the players of sessions with the fairness `delivery`. Other sessions take no memory. */
export class Credits {
  readonly #sessions = new LRUCache<number, SessionCredits>({ max: MAX_SESSIONS });

  /**
   * A question is about to be written to the streams of a session's players.
   *
   * @returns what to call for each stream that it is written to; undefined if the session's fairness does not need it
   */
  begin(record: SessionRecord, question: number): QuestionDelivery | undefined {
    const window = windowOf(record, question);
    const credits = window && this.#of(record);
    // As of answers (`receivedAt`): what the gateway has seen open is open, even if its own clock is slow.
    const hasOpened = window !== undefined && window.openedAt <= record.asOf;
    return credits?.deliveries.begin(question, hasOpened ? window.openedAt : 0);
  }

  /** A player reads the time: the parameters are those of `RoundTrips.timeRead`. */
  timeRead(record: SessionRecord, ...read: Parameters<RoundTrips["timeRead"]>): void {
    this.#of(record)?.roundTrips.timeRead(...read);
  }

  /** What is taken off the elapsed time of an answer that arrives now, in whole ms from 0 to 300. */
  creditMs(record: SessionRecord, question: number, player: number): number {
    const window = windowOf(record, question);
    const credits = window && this.#of(record);
    if (!credits) return 0;
    const { deliveries, roundTrips } = credits;
    return creditOf(deliveries.writtenAt(question, player), window.openedAt, roundTrips.of(player));
  }

  /** The session is deleted. */
  drop(sessionNo: number): void {
    this.#sessions.delete(sessionNo);
  }

  #of(record: SessionRecord): SessionCredits | undefined {
    if (record.settings.fairness !== "delivery") return undefined;
    if (isOver(record)) {
      this.#sessions.delete(record.no);
      return undefined;
    }
    const known = this.#sessions.get(record.no);
    if (known) return known;
    const credits = { deliveries: new Deliveries(), roundTrips: new RoundTrips() };
    this.#sessions.set(record.no, credits);
    return credits;
  }
}
