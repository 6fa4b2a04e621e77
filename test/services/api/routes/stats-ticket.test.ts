import { StatsTickets } from "../../../../platform/auth/stats-tickets.ts";
import type { ApiError } from "../../../../platform/errors.ts";
import { hasTicket } from "../../../../services/api/routes/stats-ticket.ts";
import { settings } from "../../../harness/session-record.ts";
import { cachedSession } from "../fixtures.ts";

const statsTickets = new StatsTickets("0123456789abcdef0123456789abcdef");
const session = cachedSession({ settings: settings({ stats: "afterAnswer" }) });
const [RIGHT, OF_ANOTHER_QUESTION] = [1, 2].map((no) => statsTickets.forAnswered(session.record, no)!);

function outcomeOf(query: string): unknown {
  const target = `/api/sessions/s/questions/1/stats${query}`;
  try {
    return hasTicket({ statsTickets }, { target, query: new URLSearchParams(query) }, session, 1);
  } catch (error) {
    const { code, data } = error as ApiError;
    return [code, ...(data as { path: string }[]).map(({ path }) => path)];
  }
}

test.each([
  ["", false],
  ["?", false],
  ["?other=1", false],
  [`?ticket=${RIGHT}`, true],
  [`?a=1&ticket=${RIGHT}&b=2`, true],
  [`?a=?ticket=${RIGHT}`, false],
  [`?ticket=${OF_ANOTHER_QUESTION}`, [422, "ticket"]],
  [`?ticket=${"x".repeat(22)}`, [422, "ticket"]],
  ["?ticket=", [422, "ticket"]],
  [`?ticket=${RIGHT}x`, [422, "ticket"]],
  [`?ticket=${RIGHT}&ticket=${RIGHT}`, [422, "ticket"]],
])("the query %j", (query, expected) => {
  expect(outcomeOf(query)).toEqual(expected);
});
