import type { Database } from "../../../platform/database/database.ts";
import type { ReportTables } from "../analysis/report-tables.ts";
import type { ClosingTargets } from "../closing/answered-closer.ts";
import type { WorkerPools } from "../worker/worker-pools.ts";
import type { IntervalBounds } from "./interval.ts";
import type { RefreshMetrics } from "./refresh-metrics.ts";
import type { PublishTargets } from "./snapshot-publisher.ts";
import type { SessionLookups } from "./tracked-session.ts";

/** Everything that a live board uses of its node. */
export interface BoardDependencies extends SessionLookups, PublishTargets {
  intervalBounds: IntervalBounds;
  workers: WorkerPools;
  /** Moleculer's id of this node. */
  nodeId: string;
  reportTables: ReportTables;
  /** How a question is closed once everyone who is in has answered. */
  closing: ClosingTargets;
  database(): Promise<Database>;
  metrics: RefreshMetrics;
  /** The most memory that all boards together may use, in bytes. */
  maxBoardBytes: number;
  /** Called for each board that is evicted to stay within `maxBoardBytes`. */
  onEvict(sessionNo: number): void;
  onError(sessionNo: number, error: unknown): void;
}
