import fc from "fast-check";
import { refreshInterval } from "../../../../services/stats/live/interval.ts";

const bounds = fc
  .tuple(fc.integer({ min: 10, max: 60_000 }), fc.integer({ min: 0, max: 600_000 }))
  .map(([minMs, more]) => ({ minMs, maxMs: minMs + more }));
const refreshState = fc.record({
  newRows: fc.nat(1_000_000),
  sinceMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
  rowsPerQuestion: fc.nat(20_000_000),
  costMs: fc.double({ min: 0, max: 5000, noNaN: true }),
  isAwaited: fc.boolean(),
});

test("the interval stays within the bounds, and a refresh never takes more than a tenth of the time", () => {
  fc.assert(
    fc.property(refreshState, bounds, (state, within) => {
      const ms = refreshInterval(state, within);
      expect(ms).toBeGreaterThanOrEqual(within.minMs);
      expect(ms).toBeGreaterThanOrEqual(10 * state.costMs);
      expect(ms).toBeLessThanOrEqual(Math.max(within.maxMs, 10 * state.costMs));
    }),
  );
});

test("the interval never grows with the rate", () => {
  fc.assert(
    fc.property(refreshState, fc.nat(1000), bounds, (state, more, within) => {
      const faster = { ...state, newRows: state.newRows + more };
      expect(refreshInterval(faster, within)).toBeLessThanOrEqual(refreshInterval(state, within));
    }),
  );
});

const CONFIGURED = { minMs: 250, maxMs: 5000 };

test.each([
  ["the first answers of a session", { newRows: 1, sinceMs: 5000, rowsPerQuestion: 0, costMs: 1 }, 250],
  ["an answer in a small session", { newRows: 1, sinceMs: 100, rowsPerQuestion: 40, costMs: 1 }, 250],
  [
    "many answers on a huge board",
    { newRows: 50_000, sinceMs: 500, rowsPerQuestion: 1_000_000, costMs: 20 },
    250,
  ],
  [
    "few answers in a small session that has run for long",
    { newRows: 1, sinceMs: 1000, rowsPerQuestion: 500, costMs: 1 },
    250,
  ],
  ["few answers on a huge board", { newRows: 3, sinceMs: 100, rowsPerQuestion: 1_000_000, costMs: 50 }, 5000],
  ["few answers on a large board", { newRows: 3, sinceMs: 100, rowsPerQuestion: 100_000, costMs: 10 }, 1000],
  ["2 % in a second", { newRows: 1000, sinceMs: 500, rowsPerQuestion: 100_000, costMs: 20 }, 1000],
  ["an expensive refresh", { newRows: 50_000, sinceMs: 500, rowsPerQuestion: 1_000_000, costMs: 90 }, 900],
  [
    "a large board if the last answer is awaited",
    { newRows: 3, sinceMs: 100, rowsPerQuestion: 100_000, costMs: 10, isAwaited: true },
    500,
  ],
  [
    "a huge board if the last answer is awaited: a twentieth of the time",
    { newRows: 3, sinceMs: 100, rowsPerQuestion: 1_000_000, costMs: 100, isAwaited: true },
    2000,
  ],
  [
    "a million players keep their pace, whatever is awaited",
    { newRows: 3, sinceMs: 100, rowsPerQuestion: 1_000_000, costMs: 300, isAwaited: true },
    5000,
  ],
])("%s", (_, state, expected) => {
  expect(refreshInterval(state, CONFIGURED)).toBe(expected);
});
