// Loads it: that may take some ms, which would be between the two readings.
performance.now();
const ORIGIN_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** The machine's monotonic clock in ms, which all processes of the machine share. */
export function monotonicMs(): number {
  return ORIGIN_MS + performance.now();
}
