import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Place } from "../../../platform/contracts/contracts.ts";
import type { Database } from "../../../platform/database/database.ts";
import { nicknamesOf } from "../reading/stats.repo.ts";
import type { Places } from "../worker/board.worker.ts";

/** A table that nobody has asked a page of for so long is let go, in ms. */
const IDLE_MS = 120_000;
/** What all tables may occupy; one of a million players takes 20 MB. */
const MOST_BYTES = 320e6;
const BYTES_A_PLACE = 20;
const BYTES_BESIDE = 1000;

interface FinalTable {
  sessionNo: number;
  places: Places;
}

/**
 * Everyone's places as they stood when a report was made: whatever happens to the board while a reader goes
 * through them page by page, no place is missed and none comes twice.
 */
export class FinalTables {
  readonly #tables = new LRUCache<string, FinalTable>({
    maxSize: MOST_BYTES,
    sizeCalculation: ({ places }) => BYTES_BESIDE + BYTES_A_PLACE * places.players.length,
    ttl: IDLE_MS,
    updateAgeOnGet: true,
    ttlAutopurge: true,
  });

  /** Keeps a table for a while, and answers its id. */
  keep(sessionNo: number, places: Places): string {
    const id = randomUUID();
    this.#tables.set(id, { sessionNo, places });
    return id;
  }

  /** The places `from` on, by name; null where the table is no longer there. */
  async page(database: Database, id: string, from: number, limit: number): Promise<Place[] | null> {
    const table = this.#tables.get(id);
    if (!table) return null;
    const { players, ranks, points, elapsed } = table.places;
    const numbers = Array.from(players.subarray(from, from + limit));
    const nicknames = await nicknamesOf(database, table.sessionNo, numbers);
    return numbers.map((playerNo, index) => ({
      rank: ranks[from + index]!,
      playerNo,
      nickname: nicknames.get(playerNo) ?? "",
      points: points[from + index]!,
      elapsedMs: elapsed[from + index]!,
    }));
  }

  clear(): void {
    this.#tables.clear();
  }
}
