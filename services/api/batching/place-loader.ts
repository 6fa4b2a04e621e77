import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { LeaderboardPage, PageRequest } from "../../../platform/domain/stats.ts";
import { NotFound } from "../../../platform/errors.ts";
import { Batcher } from "./batcher.ts";

/**
 * The most pages that wait or are being loaded; each may make the board's owner look up a hundred nicknames. Anyone may
 * ask for any page, so further requests are told to try again.
 */
const MAX_PENDING = 100;
/** How long a request for a page waits for others, in ms. */
const MAX_WAIT_MS = 20;

/** Loads places of a leaderboard past those in the snapshot: many requests, one call per session. */
export class PlaceLoader {
  readonly #batcher: Batcher<PageRequest & { session: number }, LeaderboardPage>;

  constructor(broker: ServiceBroker) {
    const limits = { maxWaitMs: MAX_WAIT_MS, maxBatch: MAX_PENDING, maxPending: MAX_PENDING };
    this.#batcher = new Batcher(limits, async (requests) => {
      const results = new Array<LeaderboardPage | Error>(requests.length);
      const indexesBySession = Map.groupBy(requests.keys(), (index) => requests[index]!.session);
      await Promise.all(
        [...indexesBySession].map(async ([session, indexes]) => {
          const pages = indexes.map((index) => {
            const { ranking, from, limit } = requests[index]!;
            return { ranking, from, limit };
          });
          const loaded = await call(broker, "stats.leaderboard", { session, pages }).catch(
            (error: Error) => error,
          );
          indexes.forEach((index, position) => {
            if (loaded instanceof Error) results[index] = loaded;
            else results[index] = loaded?.[position] ?? new NotFound("session");
          });
        }),
      );
      return results;
    });
  }

  /** @throws NotFound, TryAgain */
  load(session: number, page: PageRequest): Promise<LeaderboardPage> {
    return this.#batcher.add({ session, ...page });
  }
}
