import type { Database } from "../../platform/database.ts";
import type { FinalTables } from "./final-tables.ts";
import type { IntervalBounds } from "./interval.ts";
import type { Lookups } from "./known-session.ts";
import type { Outlets } from "./publication.ts";
import type { RefreshMeter } from "./refresh-meter.ts";
import type { StatsThreads } from "./stats-threads.ts";

/** What a live board needs of its node. */
export interface Surroundings extends Lookups, Outlets {
  bounds: IntervalBounds;
  threads: StatsThreads;
  /** The name of the node. */
  name: string;
  tables: FinalTables;
  database(): Promise<Database>;
  meter: RefreshMeter;
  /** What the boards may occupy together. */
  boardsBytes: number;
  /** Told of a board that had to make room for others. */
  letGo(sessionNo: number): void;
  failed(sessionNo: number, error: unknown): void;
}
