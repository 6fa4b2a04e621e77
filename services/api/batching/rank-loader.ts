import type { ServiceBroker } from "moleculer";
import type { Standings } from "../../../platform/contracts/contracts.ts";
import { call } from "../../../platform/contracts/typed-broker.ts";
import { NotFound } from "../../../platform/errors.ts";
import { Coalescer, type CoalescerLimits } from "./batcher.ts";

export interface Standing {
  answered: number;
  points: number;
  /** Null until the board knows the player. */
  rank: number | null;
  players: number;
  asOf: string;
}

/** Looks up where players stand: many requests, one call a session. */
export class StandingsDesk {
  readonly #coalescer: Coalescer<{ session: number; player: number }, Standing>;

  constructor(broker: ServiceBroker, limits: CoalescerLimits) {
    this.#coalescer = new Coalescer(limits, async (asked) => {
      const standings = new Array<Standing | Error>(asked.length);
      const places = Map.groupBy(asked.keys(), (index) => asked[index]!.session);
      await Promise.all(
        [...places].map(async ([session, indexes]) => {
          const players = indexes.map((index) => asked[index]!.player);
          const found = await call(broker, "stats.standings", { session, players }).catch(
            (error: Error) => error,
          );
          indexes.forEach((index, place) => {
            if (found instanceof Error) standings[index] = found;
            else standings[index] = found ? standingOf(found, place) : new NotFound("session");
          });
        }),
      );
      return standings;
    });
  }

  /** @throws NotFound, TryAgain */
  of(session: number, player: number): Promise<Standing> {
    return this.#coalescer.add({ session, player });
  }
}

function standingOf(found: Standings, place: number): Standing {
  return {
    answered: found.answered[place] ?? 0,
    points: found.openPoints[place] ?? 0,
    rank: found.openRank[place] || null,
    players: found.players,
    asOf: found.asOf,
  };
}
