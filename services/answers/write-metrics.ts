import type { ServiceBroker } from "moleculer";
import { catalogue } from "../../platform/metrics/catalogue.ts";
import { expose } from "../../platform/metrics/expose.ts";
import { Distribution } from "../../platform/metrics/histogram.ts";

/** What this node's writes are like, counted as they happen. */
export class WriteMeter {
  readonly queueWait = new Distribution(catalogue.stampede_queue_wait_seconds.buckets);
  readonly commit = new Distribution(catalogue.stampede_commit_duration_seconds.buckets);
  readonly rows = new Distribution(catalogue.stampede_batch_rows.buckets);
  failures = 0;
  stored = 0;

  /** A batch has left the queue, to be written or refused, after this long in ms. */
  waited(ms: number): void {
    this.queueWait.observe(ms / 1e3);
  }

  /** A write of so many rows has ended, after this long in ms. */
  wrote(rows: number, ms: number, failed: boolean): void {
    this.rows.observe(rows);
    this.commit.observe(ms / 1e3);
    if (failed) this.failures++;
  }
}

/** The queue in front of the writes, read when somebody looks. */
export interface Queue {
  readonly queuedRows: number;
  readonly waitedMs: number;
}

export function exposeWrites(broker: ServiceBroker, meter: WriteMeter, queue: Queue, mostRows: number): void {
  expose(broker, "stampede_queue_rows", () => queue.queuedRows);
  expose(broker, "stampede_queue_limit_rows", () => mostRows);
  expose(broker, "stampede_queue_age_seconds", () => queue.waitedMs / 1e3);
  expose(broker, "stampede_queue_wait_seconds", () => meter.queueWait);
  expose(broker, "stampede_commit_duration_seconds", () => meter.commit);
  expose(broker, "stampede_commit_failures_total", () => meter.failures);
  expose(broker, "stampede_batch_rows", () => meter.rows);
  expose(broker, "stampede_stored_rows_total", () => meter.stored);
}
