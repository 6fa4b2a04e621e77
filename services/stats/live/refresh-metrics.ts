import type { ServiceBroker } from "moleculer";
import { catalogue } from "../../../platform/metrics/catalogue.ts";
import { expose } from "../../../platform/metrics/expose.ts";
import { Histogram } from "../../../platform/metrics/histogram.ts";

/** Counts and durations of this node's refreshes. */
export class RefreshMetrics {
  readonly durationSeconds = new Histogram(catalogue.stampede_refresh_duration_seconds.buckets);
  failures = 0;

  /** Runs a refresh. Records its duration only if it succeeds. */
  async time<Result>(refresh: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await refresh();
    this.durationSeconds.observe((performance.now() - startedAt) / 1e3);
    return result;
  }
}

/** The boards of this node, read when metrics are collected. */
export interface BoardLoad {
  readonly size: number;
  readonly bytes: number;
  /** How long the oldest answers that are stored but not shown yet have waited. */
  readonly lagMs: number;
}

/** Exposes the metrics of a stats node; each is read when metrics are collected. */
export function exposeRefreshMetrics(
  broker: ServiceBroker,
  metrics: RefreshMetrics,
  boards: BoardLoad,
): void {
  expose(broker, "stampede_refresh_duration_seconds", () => metrics.durationSeconds);
  expose(broker, "stampede_refresh_failures_total", () => metrics.failures);
  expose(broker, "stampede_refresh_lag_seconds", () => boards.lagMs / 1e3);
  expose(broker, "stampede_boards", () => boards.size);
  expose(broker, "stampede_boards_bytes", () => boards.bytes);
}
