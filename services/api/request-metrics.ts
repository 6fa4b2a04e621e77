import { catalogue } from "../../platform/metrics/catalogue.ts";
import { Histogram } from "../../platform/metrics/histogram.ts";

/** The operation of event streams; they have no duration, because they are counted when they begin. */
const STREAM = "streamEvents";

interface OperationCounts {
  byStatus: Map<number, number>;
  durations: Histogram;
}

/** Finished requests by operation and status, and the duration of each operation. */
export class RequestMetrics {
  readonly #operations = new Map<string, OperationCounts>();

  /** @param ms from the routing of the request to its reply */
  count(operation: string, status: number, ms: number): void {
    let counts = this.#operations.get(operation);
    if (!counts) {
      const durations = new Histogram(catalogue.stampede_request_duration_seconds.buckets);
      counts = { byStatus: new Map(), durations };
      this.#operations.set(operation, counts);
    }
    counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
    if (operation !== STREAM) counts.durations.observe(ms / 1e3);
  }

  /** The values of `stampede_requests_total`. */
  totals(): { labels: { route: string; status: string }; value: number }[] {
    return [...this.#operations].flatMap(([route, { byStatus }]) =>
      [...byStatus].map(([status, value]) => ({ labels: { route, status: String(status) }, value })),
    );
  }

  /** The values of `stampede_request_duration_seconds`, in seconds. */
  durations(): { labels: { route: string }; value: Histogram }[] {
    return [...this.#operations]
      .filter(([route]) => route !== STREAM)
      .map(([route, { durations }]) => ({ labels: { route }, value: durations }));
  }
}
