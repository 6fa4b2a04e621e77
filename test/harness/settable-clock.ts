import { readFileSync } from "node:fs";

/**
 * Preloaded into a node: its system's clock, in all of its threads, is off by what stands in a file, in ms. A test
 * changes the file while the node runs.
 */
const file = process.env.TEST_CLOCK_OFFSET_FILE ?? "";
const SystemDate = Date;
const systemNow = SystemDate.now;
let offsetMs = 0;
let readAt = Number.NEGATIVE_INFINITY;

function offset(): number {
  if (performance.now() - readAt > 10) {
    readAt = performance.now();
    offsetMs = Number(readFileSync(file, "utf8")) || 0;
  }
  return offsetMs;
}

globalThis.Date = class extends SystemDate {
  constructor(...args: [] | [number]) {
    super(...((args.length === 0 ? [systemNow() + offset()] : args) as [number]));
  }
  static override now(): number {
    return systemNow() + offset();
  }
} as DateConstructor;
