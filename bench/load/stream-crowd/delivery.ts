import { percentile } from "../../../rehearsal/figures/percentiles.ts";
import type { Arrivals } from "./plan.ts";

/** How an event reached the streams. Delays are in ms after it was sent. */
export interface Delivery {
  /** Streams that got it, and streams that did not. */
  streams: number;
  missing: number;
  least: number;
  p1: number;
  p50: number;
  p99: number;
  most: number;
  /** p99 − p1: how unequal it was, without the outliers. */
  skew: number;
}

/** @param sentAt by `monotonicMs` */
export function deliveryOf(parts: readonly Arrivals[], sentAt: number): Delivery {
  const delays = Float64Array.from(
    parts.flatMap(({ from, offsets }) => [...offsets].map((offset) => from + offset - sentAt)),
  );
  const got = delays.filter((delay) => !Number.isNaN(delay)).sort();
  const at = (share: number) => percentile(got, share);
  const [p1, p99] = [at(0.01), at(0.99)];
  return {
    streams: got.length,
    missing: delays.length - got.length,
    least: at(0),
    p1,
    p50: at(0.5),
    p99,
    most: at(1),
    skew: p99 - p1,
  };
}
