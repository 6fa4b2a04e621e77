import type { Database } from "../../../platform/database/database.ts";
import type { FinalTables } from "../analysis/report-tables.ts";
import type { StatsThreads } from "../worker/worker-pools.ts";
import type { IntervalBounds } from "./interval.ts";
import type { RefreshMeter } from "./refresh-metrics.ts";
import type { Outlets } from "./snapshot-publisher.ts";
import type { Lookups } from "./tracked-session.ts";

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
