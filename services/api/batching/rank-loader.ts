import type { ServiceBroker } from "moleculer";
import { GenerationalCache } from "../../../platform/cache/generational-cache.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { playerKey } from "../../../platform/domain/player-key.ts";
import type { Standings } from "../../../platform/domain/stats.ts";
import { isUnavailable, NotFound } from "../../../platform/errors.ts";
import { Batcher, type BatcherLimits } from "./batcher.ts";

/** A player's rank and points, as players may know them. */
export interface PlayerRank {
  answered: number;
  points: number;
  /** Null if the board does not know the player yet. */
  rank: number | null;
  /** Players of the session. */
  players: number;
  /** ISO 8601. */
  asOf: string;
}

/** How many ranks of each of two generations are kept for a time when the stats service is away; 100 bytes each. */
const KEPT_RANKS = 50_000;

/** Loads the ranks of players: many requests, one call per session. */
export class RankLoader {
  readonly #lastKnown = new GenerationalCache<number, PlayerRank>(KEPT_RANKS);
  readonly #batcher: Batcher<{ session: number; player: number }, PlayerRank>;

  constructor(broker: ServiceBroker, limits: BatcherLimits) {
    this.#batcher = new Batcher(limits, async (requests) => {
      const results = new Array<PlayerRank | Error>(requests.length);
      const indexesBySession = Map.groupBy(requests.keys(), (index) => requests[index]!.session);
      await Promise.all(
        [...indexesBySession].map(async ([session, indexes]) => {
          const players = indexes.map((index) => requests[index]!.player);
          const ranks = await call(broker, "stats.standings", { session, players }).catch(
            (error: Error) => error,
          );
          indexes.forEach((index, position) => {
            if (ranks instanceof Error) results[index] = ranks;
            else results[index] = ranks ? rankAt(ranks, position) : new NotFound("session");
          });
        }),
      );
      return results;
    });
  }

  /**
   * The newest rank; if the stats service is away, the last one that this gateway loaded.
   *
   * @throws NotFound, TryAgain
   */
  async load(session: number, player: number): Promise<PlayerRank> {
    const key = playerKey(session, player);
    try {
      const rank = await this.#batcher.add({ session, player });
      this.#lastKnown.set(key, rank);
      return rank;
    } catch (error) {
      const known = isUnavailable(error) ? this.#lastKnown.get(key) : undefined;
      if (!known) throw error;
      return known;
    }
  }
}

function rankAt(ranks: Standings, position: number): PlayerRank {
  return {
    answered: ranks.answered[position] ?? 0,
    points: ranks.openPoints[position] ?? 0,
    rank: ranks.openRank[position] || null,
    players: ranks.players,
    asOf: ranks.asOf,
  };
}
