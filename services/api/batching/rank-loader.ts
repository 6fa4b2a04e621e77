import type { ServiceBroker } from "moleculer";
import { call } from "../../../platform/contracts/typed-broker.ts";
import type { Standings } from "../../../platform/domain/stats.ts";
import { NotFound } from "../../../platform/errors.ts";
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

/** Loads the ranks of players: many requests, one call per session. */
export class RankLoader {
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

  /** @throws NotFound, TryAgain */
  load(session: number, player: number): Promise<PlayerRank> {
    return this.#batcher.add({ session, player });
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
