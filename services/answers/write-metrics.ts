import type { ServiceBroker } from "moleculer";
import { catalogue } from "../../platform/metrics/catalogue.ts";
import { expose } from "../../platform/metrics/expose.ts";
import { Histogram } from "../../platform/metrics/histogram.ts";

/** Counts and durations of this node's writes. */
export class WriteMetrics {
  readonly queueWaitSeconds = new Histogram(catalogue.stampede_queue_wait_seconds.buckets);
  readonly durationSeconds = new Histogram(catalogue.stampede_commit_duration_seconds.buckets);
  readonly rowsPerWrite = new Histogram(catalogue.stampede_batch_rows.buckets);
  failures = 0;
  storedRows = 0;

  /** @param waitedMs how long the batch was in the queue before its write began or it was rejected */
  batchDequeued(waitedMs: number): void {
    this.queueWaitSeconds.observe(waitedMs / 1e3);
  }

  /** @param durationMs from the start of the write to its commit or failure */
  writeEnded(rows: number, durationMs: number, failed: boolean): void {
    this.rowsPerWrite.observe(rows);
    this.durationSeconds.observe(durationMs / 1e3);
    if (failed) this.failures++;
  }
}

/** The queue of batches before their write, read when metrics are collected. */
export interface WriteQueue {
  readonly queuedRows: number;
  /** How long the oldest batch has waited; 0 if the queue is empty. */
  readonly waitedMs: number;
}

/** Exposes the metrics of an answers node; each is read when metrics are collected. */
export function exposeWriteMetrics(
  broker: ServiceBroker,
  metrics: WriteMetrics,
  queue: WriteQueue,
  maxQueuedRows: number,
): void {
  expose(broker, "stampede_queue_rows", () => queue.queuedRows);
  expose(broker, "stampede_queue_limit_rows", () => maxQueuedRows);
  expose(broker, "stampede_queue_age_seconds", () => queue.waitedMs / 1e3);
  expose(broker, "stampede_queue_wait_seconds", () => metrics.queueWaitSeconds);
  expose(broker, "stampede_commit_duration_seconds", () => metrics.durationSeconds);
  expose(broker, "stampede_commit_failures_total", () => metrics.failures);
  expose(broker, "stampede_batch_rows", () => metrics.rowsPerWrite);
  expose(broker, "stampede_stored_rows_total", () => metrics.storedRows);
}
