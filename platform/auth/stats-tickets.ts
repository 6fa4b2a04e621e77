import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { GenerationalCache } from "../cache/generational-cache.ts";
import type { SessionRecord } from "../domain/session.ts";

/** Nobody guesses 128 bits, and an address with them stays short. */
const TICKET_BYTES = 16;
/** What a ticket looks like: these bytes in base64url. */
export const TICKET_PATTERN = /^[\w-]{22}$/;
/** No quiz has as many questions, so session number and question number fit into one number. */
const MAX_QUESTIONS = 2 ** 10;
/** Tickets in each of the cache's two generations; 100 bytes each. */
const KEPT_TICKETS = 50_000;

type TicketSession = Pick<SessionRecord, "no" | "id">;

/**
 * The tickets with which players see the stats of an open question that they have answered (`stats: afterAnswer`). All
 * who have answered a question have the same ticket, so caches may share what it shows. A ticket is the start of an
 * HMAC-SHA-256 of session id and question number. Its key is derived from the nodes' shared secret (HKDF, RFC 5869), so
 * all nodes make the same tickets. Each is computed once and kept: nearly every answer needs one.
 */
export class StatsTickets {
  readonly #key: KeyObject;
  readonly #tickets = new GenerationalCache<number, string>(KEPT_TICKETS);

  constructor(secret: string) {
    this.#key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", "stampede stats ticket", 32)));
  }

  /** The ticket for whoever has answered the question; undefined if the session's settings have no tickets. */
  forAnswered(
    session: TicketSession & Pick<SessionRecord, "settings">,
    question: number,
  ): string | undefined {
    return session.settings.stats === "afterAnswer" ? this.#ticketOf(session, question) : undefined;
  }

  /** Whether this is the ticket of this question of this session. Takes the same time however much of it is right. */
  isTicketOf(ticket: string, session: TicketSession, question: number): boolean {
    const [given, right] = [Buffer.from(ticket), Buffer.from(this.#ticketOf(session, question))];
    return given.length === right.length && timingSafeEqual(given, right);
  }

  #ticketOf({ no, id }: TicketSession, question: number): string {
    const key = no * MAX_QUESTIONS + question;
    let ticket = this.#tickets.get(key);
    if (ticket === undefined) {
      const mac = createHmac("sha256", this.#key).update(`${id}/${question}`).digest();
      ticket = mac.subarray(0, TICKET_BYTES).toString("base64url");
      this.#tickets.set(key, ticket);
    }
    return ticket;
  }
}
