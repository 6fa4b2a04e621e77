import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { type FinalTable, MAX_PLACES_PER_PAGE, type Place } from "../../../platform/domain/stats.ts";
import { TryAgain } from "../../../platform/errors.ts";
import { readPages } from "./read-pages.ts";

/**
 * All places of a report's table, page by page, in order of rank.
 *
 * @throws TryAgain if the stats node no longer has the table
 */
export function reportPages(broker: ServiceBroker, table: FinalTable): AsyncGenerator<Place[]> {
  return readPages(0, async (from) => {
    const params = { table: table.id, from, limit: MAX_PLACES_PER_PAGE };
    const page = await call(broker, "stats.places", params, { nodeID: table.node });
    if (!page) throw new TryAgain();
    return { page, next: page.length < MAX_PLACES_PER_PAGE ? null : from + MAX_PLACES_PER_PAGE };
  });
}
