import { expectError, must } from "../harness/client.ts";
import type { Verdict } from "../harness/contract.ts";
import { untilEqual } from "../harness/until.ts";
import { at, type SessionFixture } from "./fixture.ts";
import type { Oracle } from "./oracle.ts";
import { comparableStats, verifyWithheld } from "./verify.ts";

/** The tickets that players got with their answers to this question, each once. */
function ticketsOf({ ledger }: Oracle, no: number): string[] {
  const bodies = [...ledger.byPlayer(no).values()]
    .flat()
    .map(({ body }) => body as Partial<Verdict> | undefined);
  return [...new Set(bodies.flatMap((body) => body?.statsTicket ?? []))];
}

/**
 * While the questions are open, everyone who has answered one has the same ticket for it, which shows its stats without
 * the key. Without the ticket, or with that of another question, nobody learns more than the number of answers.
 *
 * @param closesAt when the questions close, in ms since the epoch
 */
export async function verifyTickets(
  fixture: SessionFixture,
  oracle: Oracle,
  closesAt: number,
): Promise<void> {
  const { spectator } = fixture;
  for (let no = 1; no <= oracle.questions.length; no++) {
    const [ticket, ...others] = ticketsOf(oracle, no);
    expect({ no, ticket: typeof ticket, others }).toEqual({ no, ticket: "string", others: [] });
    const read = async () => must(await spectator.stats(no, ticket), 200);
    await untilEqual(
      `the ticket of question ${no} shows its stats`,
      async () => ({ ...comparableStats(await read()), final: false }),
      { ...oracle.stats(no), final: false },
    );
    if (Date.now() > closesAt) continue;
    const other = at(ticketsOf(oracle, (no % oracle.questions.length) + 1), 0);
    expectError(await spectator.stats(no, other), 422, "VALIDATION_ERROR");
    const stats = await read();
    if (Date.parse(stats.asOf) < closesAt)
      expect([stats.correct, stats.answer]).toEqual([undefined, undefined]);
    await verifyWithheld(fixture, oracle, no).catch((error) => {
      if (Date.now() < closesAt) throw error;
    });
  }
}
