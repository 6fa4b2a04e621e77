import { StatsTickets, TICKET_PATTERN } from "../../../platform/auth/stats-tickets.ts";
import { sessionRecord, settings } from "../../harness/session-record.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const afterAnswer = { settings: settings({ stats: "afterAnswer" }) };
const session = sessionRecord(afterAnswer);
const other = sessionRecord({ ...afterAnswer, no: 2, id: "session-2" });

test("a ticket is the same on all nodes, and of one question of one session", () => {
  const [tickets, elsewhere] = [new StatsTickets(SECRET), new StatsTickets(SECRET)];
  const ticket = tickets.forAnswered(session, 1)!;
  expect(ticket).toMatch(TICKET_PATTERN);
  expect(tickets.forAnswered(session, 1)).toBe(ticket);
  expect(elsewhere.forAnswered(session, 1)).toBe(ticket);
  expect(elsewhere.isTicketOf(ticket, session, 1)).toBe(true);
  expect(elsewhere.isTicketOf(ticket, session, 2)).toBe(false);
  expect(elsewhere.isTicketOf(ticket, other, 1)).toBe(false);
  expect(new StatsTickets(`${SECRET}x`).isTicketOf(ticket, session, 1)).toBe(false);
});

test("thousands of questions and sessions have tickets of their own", () => {
  const tickets = new StatsTickets(SECRET);
  const all = Array.from({ length: 5 }, (_, no) =>
    Array.from({ length: 1000 }, (_, index) =>
      tickets.forAnswered(sessionRecord({ ...afterAnswer, no: no + 1, id: `session-${no + 1}` }), index + 1),
    ),
  ).flat();
  expect(new Set(all).size).toBe(5000);
});

test.each(["", "x", "x".repeat(22), "ä".repeat(22)])("%j is no ticket", (text) => {
  expect(new StatsTickets(SECRET).isTicketOf(text, session, 1)).toBe(false);
});

test("only a session with stats afterAnswer gives tickets out", () => {
  for (const stats of ["onClose", "live", "onEnd"] as const) {
    expect(new StatsTickets(SECRET).forAnswered({ ...session, settings: settings({ stats }) }, 1)).toBe(
      undefined,
    );
  }
});
