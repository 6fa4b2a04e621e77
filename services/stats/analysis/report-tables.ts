import { randomUUID } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Database } from "../../../platform/database/database.ts";
import type { Place } from "../../../platform/domain/stats.ts";
import { nicknamesOf } from "../reading/stats.repo.ts";
import type { PlaceColumns } from "./board-analysis.ts";

/** A table is dropped if no page of it was requested for this time, in ms. */
const IDLE_MS = 120_000;
/** The most memory for all tables; one of a million players takes 20 MB. */
const MAX_BYTES = 320e6;
const BYTES_PER_PLACE = 20;
const OVERHEAD_BYTES = 1000;

interface ReportTable {
  sessionNo: number;
  places: PlaceColumns;
}

/**
 * The places of all players at the time of a report. Later changes of the board do not change a table, so a reader
 * who pages through it gets every place exactly once.
 */
export class ReportTables {
  readonly #tables = new LRUCache<string, ReportTable>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ places }) => OVERHEAD_BYTES + BYTES_PER_PLACE * places.players.length,
    ttl: IDLE_MS,
    updateAgeOnGet: true,
    ttlAutopurge: true,
  });

  /** Adds a table and returns its id. */
  add(sessionNo: number, places: PlaceColumns): string {
    const id = randomUUID();
    this.#tables.set(id, { sessionNo, places });
    return id;
  }

  /** Up to `limit` places from index `from` on, with nicknames; null if the table has been dropped. */
  async page(database: Database, id: string, from: number, limit: number): Promise<Place[] | null> {
    const table = this.#tables.get(id);
    if (!table) return null;
    const { players, ranks, points, elapsed } = table.places;
    const numbers = Array.from(players.subarray(from, from + limit));
    const nicknames = await nicknamesOf(database, table.sessionNo, numbers);
    // It may have been dropped meanwhile.
    if (!this.#tables.has(id)) return null;
    return numbers.map((playerNo, index) => ({
      rank: ranks[from + index]!,
      playerNo,
      nickname: nicknames.get(playerNo) ?? "",
      points: points[from + index]!,
      elapsedMs: elapsed[from + index]!,
    }));
  }

  /** Drops the tables of a deleted session: whoever reads one gets no more pages, and not places without nicknames. */
  drop(sessionNo: number): void {
    for (const [id, table] of this.#tables) if (table.sessionNo === sessionNo) this.#tables.delete(id);
  }

  clear(): void {
    this.#tables.clear();
  }
}
