import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type FinalTable, MAX_PLACES_PER_PAGE, type Place } from "../../../platform/domain/stats.ts";
import { TryAgain } from "../../../platform/errors.ts";

/**
 * All places of a report's table, page by page, in order of rank. The next page is fetched while one is written, so at
 * most two pages are in memory, however slowly the client reads.
 *
 * @throws TryAgain if the stats node no longer has the table
 */
export async function* reportPages(broker: ServiceBroker, table: FinalTable): AsyncGenerator<Place[]> {
  const fetchPage = (from: number) =>
    call(
      broker,
      "stats.places",
      { table: table.id, from, limit: MAX_PLACES_PER_PAGE },
      { nodeID: table.node },
    );
  let next = fetchPage(0);
  for (let from = 0; ; from += MAX_PLACES_PER_PAGE) {
    const page = await next;
    if (!page) throw new TryAgain();
    if (page.length === MAX_PLACES_PER_PAGE) {
      next = fetchPage(from + MAX_PLACES_PER_PAGE);
      // The reader gets the error with the next page. If the reader has left, nobody does.
      next.catch(() => {});
    }
    yield page;
    if (page.length < MAX_PLACES_PER_PAGE) return;
  }
}
