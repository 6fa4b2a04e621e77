import fc from "fast-check";
import { interval } from "../../../../services/stats/live/interval.ts";

const bounds = fc
  .tuple(fc.integer({ min: 10, max: 60_000 }), fc.integer({ min: 0, max: 600_000 }))
  .map(([minMs, more]) => ({ minMs, maxMs: minMs + more }));
const standing = fc.record({
  newRows: fc.nat(1_000_000),
  sinceMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  rows: fc.nat(20_000_000),
  costMs: fc.double({ min: 0, max: 5000, noNaN: true }),
});

test("stays within the bounds, and a refresh never takes more than a tenth of the time", () => {
  fc.assert(
    fc.property(standing, bounds, (given, within) => {
      const ms = interval(given, within);
      expect(ms).toBeGreaterThanOrEqual(within.minMs);
      expect(ms).toBeGreaterThanOrEqual(10 * given.costMs);
      expect(ms).toBeLessThanOrEqual(Math.max(within.maxMs, 10 * given.costMs));
    }),
  );
});

test("never grows with the rate", () => {
  fc.assert(
    fc.property(standing, fc.nat(1000), bounds, (given, more, within) => {
      const faster = { ...given, newRows: given.newRows + more };
      expect(interval(faster, within)).toBeLessThanOrEqual(interval(given, within));
    }),
  );
});

const CONFIGURED = { minMs: 250, maxMs: 5000 };

test.each([
  ["the first answers of a session", { newRows: 1, sinceMs: 5000, rows: 0, costMs: 1 }, 250],
  ["an answer in a small session", { newRows: 1, sinceMs: 100, rows: 40, costMs: 1 }, 250],
  ["a flood on a huge board", { newRows: 50_000, sinceMs: 500, rows: 1_000_000, costMs: 20 }, 250],
  [
    "a trickle in a small session that has gone on for long",
    { newRows: 1, sinceMs: 1000, rows: 500, costMs: 1 },
    250,
  ],
  ["a trickle on a huge board", { newRows: 3, sinceMs: 100, rows: 1_000_000, costMs: 50 }, 5000],
  ["a trickle on a large board", { newRows: 3, sinceMs: 100, rows: 100_000, costMs: 10 }, 1000],
  ["2 % in a second", { newRows: 1000, sinceMs: 500, rows: 100_000, costMs: 20 }, 1000],
  ["a dear refresh", { newRows: 50_000, sinceMs: 500, rows: 1_000_000, costMs: 90 }, 900],
])("%s", (_, given, expected) => {
  expect(interval(given, CONFIGURED)).toBe(expected);
});
