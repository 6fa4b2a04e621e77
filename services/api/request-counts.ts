import { catalogue } from "../../platform/metrics/catalogue.ts";
import { Distribution } from "../../platform/metrics/histogram.ts";

/** How an event stream is answered; it has a beginning only, so its time is not taken. */
const STREAM = "streamEvents";

interface Operation {
  byStatus: Map<number, number>;
  durations: Distribution;
}

/** Requests answered, by operation and status, and how long each operation took. */
export class RequestCounts {
  readonly #operations = new Map<string, Operation>();

  /** @param ms from the request's arrival to its reply */
  count(operation: string, status: number, ms: number): void {
    let counted = this.#operations.get(operation);
    if (!counted) {
      const durations = new Distribution(catalogue.stampede_request_duration_seconds.buckets);
      counted = { byStatus: new Map(), durations };
      this.#operations.set(operation, counted);
    }
    counted.byStatus.set(status, (counted.byStatus.get(status) ?? 0) + 1);
    if (operation !== STREAM) counted.durations.observe(ms / 1e3);
  }

  totals(): { labels: { route: string; status: string }; value: number }[] {
    return [...this.#operations].flatMap(([route, { byStatus }]) =>
      [...byStatus].map(([status, value]) => ({ labels: { route, status: String(status) }, value })),
    );
  }

  durations(): { labels: { route: string }; value: Distribution }[] {
    return [...this.#operations]
      .filter(([route]) => route !== STREAM)
      .map(([route, { durations }]) => ({ labels: { route }, value: durations }));
  }
}
