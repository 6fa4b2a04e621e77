import type { ServiceBroker } from "moleculer";
import { catalogue } from "../../../platform/metrics/catalogue.ts";
import { expose } from "../../../platform/metrics/expose.ts";
import { Distribution } from "../../../platform/metrics/histogram.ts";

/** What this node's refreshes are like, counted as they happen. */
export class RefreshMeter {
  readonly duration = new Distribution(catalogue.stampede_refresh_duration_seconds.buckets);
  failures = 0;

  /** Has a refresh done, and takes its time where it succeeds. */
  async time<Result>(refresh: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await refresh();
    this.duration.observe((performance.now() - startedAt) / 1e3);
    return result;
  }
}

/** The boards of this node, read when somebody looks. */
export interface Boards {
  readonly size: number;
  readonly bytes: number;
  readonly lagMs: number;
}

export function exposeRefreshes(broker: ServiceBroker, meter: RefreshMeter, boards: Boards): void {
  expose(broker, "stampede_refresh_duration_seconds", () => meter.duration);
  expose(broker, "stampede_refresh_failures_total", () => meter.failures);
  expose(broker, "stampede_refresh_lag_seconds", () => boards.lagMs / 1e3);
  expose(broker, "stampede_boards", () => boards.size);
  expose(broker, "stampede_boards_bytes", () => boards.bytes);
}
