import type { ServiceBroker } from "moleculer";
import { type FinalTable, PAGE_OF_PLACES, type Place } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { TryAgain } from "../../../platform/errors.ts";

/**
 * All places of a report's table, page by page, in order of rank. The next page is on its way while one is
 * written, so never more than two are here, however slowly they are read.
 *
 * @throws TryAgain where the node that has the table lost it under way
 */
export async function* pagesOf(broker: ServiceBroker, table: FinalTable): AsyncGenerator<Place[]> {
  const ask = (from: number) =>
    call(broker, "stats.places", { table: table.id, from, limit: PAGE_OF_PLACES }, { nodeID: table.node });
  let next = ask(0);
  for (let from = 0; ; from += PAGE_OF_PLACES) {
    const page = await next;
    if (!page) throw new TryAgain();
    if (page.length === PAGE_OF_PLACES) {
      next = ask(from + PAGE_OF_PLACES);
      // Whoever asks for it hears of a failure; a reader who has left does not.
      next.catch(() => {});
    }
    yield page;
    if (page.length < PAGE_OF_PLACES) return;
  }
}
