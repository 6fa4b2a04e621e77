import { z } from "zod";
import { TICKET_PATTERN } from "../../../platform/auth/stats-tickets.ts";
import { ValidationError } from "../../../platform/errors.ts";
import type { CachedSession } from "../caches/session-cache.ts";
import type { Gateway } from "../gateway.ts";
import type { RequestContext } from "../http/request-context.ts";
import { parseQuery } from "../routing/query.ts";

export const statsQuery = z.object({
  ticket: z
    .string()
    .regex(TICKET_PATTERN, "is not a ticket")
    .optional()
    .describe("The `statsTicket` of the verdict on one's own answer to this question"),
});

/** The query as nearly all clients write it: read without the schema, which takes some µs. */
const USUAL_TARGET = /^[^?]*\?ticket=([\w-]{22})$/;

/**
 * Whether a request for the stats of a question has the ticket of those who have answered it. A right ticket is always
 * fine, even where none is needed.
 *
 * @throws ValidationError if it has another ticket: of another question or session, or an invented one
 */
export function hasTicket(
  { statsTickets }: Pick<Gateway, "statsTickets">,
  request: Pick<RequestContext, "target" | "query">,
  { record }: Pick<CachedSession, "record">,
  question: number,
): boolean {
  const ticket = ticketIn(request);
  if (ticket === undefined) return false;
  if (statsTickets.isTicketOf(ticket, record, question)) return true;
  throw new ValidationError([{ path: "ticket", reason: "is not the ticket of this session and question" }]);
}

function ticketIn(request: Pick<RequestContext, "target" | "query">): string | undefined {
  const { target } = request;
  if (!target.includes("?")) return undefined;
  return USUAL_TARGET.exec(target)?.[1] ?? parseQuery(statsQuery, request.query).ticket;
}
