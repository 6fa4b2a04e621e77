import { percentile } from "../../rehearsal/figures/percentiles.ts";

/** Percentiles of latencies, in ms. */
export interface Latencies {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** @param sorted latencies in ascending order */
export function latenciesOf(sorted: readonly number[]): Latencies {
  return {
    p50: percentile(sorted, 0.5),
    p90: percentile(sorted, 0.9),
    p99: percentile(sorted, 0.99),
    max: percentile(sorted, 1),
  };
}
