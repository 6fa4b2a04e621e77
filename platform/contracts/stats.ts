import { z } from "zod";
import {
  type LeaderboardPage,
  MAX_PLACES_PER_PAGE,
  type Place,
  type Report,
  type Snapshot,
  type Standings,
} from "../domain/stats.ts";
import type { BoardState, RebuildResult } from "./operator-contracts.ts";
import { integerColumn, positiveInt, sessionNos } from "./param-schemas.ts";

/** The actions and events of the service `stats`. A result is null if the session does not exist. */

export const statsParams = {
  "stats.snapshot": z.strictObject({ session: positiveInt }),
  "stats.standings": z.strictObject({ session: positiveInt, players: integerColumn() }),
  "stats.report": z.strictObject({ session: positiveInt }),
  "stats.places": z.strictObject({
    table: z.string().max(100),
    from: z.int().min(0),
    limit: z.int().min(1).max(MAX_PLACES_PER_PAGE),
  }),
  "stats.leaderboard": z.strictObject({
    session: positiveInt,
    pages: z
      .array(
        z.strictObject({
          ranking: z.enum(["open", "full"]),
          from: positiveInt,
          limit: z.int().min(1).max(100),
        }),
      )
      .max(100),
  }),
  "stats.counted": z.strictObject({ session: positiveInt }),
  "stats.boards": z.strictObject({ sessions: sessionNos }),
  "stats.rebuild": z.strictObject({ session: positiveInt }),
};

export interface StatsResults {
  "stats.snapshot": Snapshot | null;
  "stats.standings": Standings | null;
  "stats.report": Report | null;
  /** Places in order of rank, from index `from` on; null if the node has dropped the table. */
  "stats.places": Place[] | null;
  /** The pages in the order of the request. */
  "stats.leaderboard": LeaderboardPage[] | null;
  /** How many answers the stats count, by question, once everything stored before the call is read. */
  "stats.counted": { question: number; counted: number }[] | null;
  /** How many boards the called node has, and the state of the requested sessions' boards. */
  "stats.boards": { total: number; boards: (BoardState | null)[] };
  "stats.rebuild": RebuildResult | null;
}

export interface StatsEvents {
  /** The newest snapshot. `questions` has only those whose stats have changed. */
  "stats.updated": { snapshot: Snapshot };
}
