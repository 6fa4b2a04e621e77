import fc from "fast-check";
import { pointsFor } from "../../../services/answers/scoring.ts";

const LIMIT = 20_000;
const speed = (elapsedMs: number, worth = 1000, limit: number | null = LIMIT) =>
  pointsFor(1, "speed", worth, limit, elapsedMs);

test.each([
  [0, 1000],
  [499, 1000],
  [500, 988],
  [10_000, 750],
  [LIMIT - 1, 500],
  [LIMIT, 500],
  [LIMIT + 1, 500],
  [LIMIT + 10_000, 500],
])("speed after %i ms of 20,000 earns %i of 1,000", (elapsedMs, points) => {
  expect(speed(elapsedMs)).toBe(points);
});

test.each([
  [0, 101],
  [500, 76],
  [1000, 51],
  [5000, 51],
])("speed after %i ms of the shortest limit earns %i of 101, rounded", (elapsedMs, points) => {
  expect(speed(elapsedMs, 101, 1000)).toBe(points);
});

test("without a time limit speed pays all, however late", () => {
  expect(speed(2_147_483_647, 700, null)).toBe(700);
});

test("flat pays all and none pays nothing, whenever", () => {
  for (const elapsedMs of [0, 500, LIMIT, LIMIT * 2]) {
    expect(pointsFor(1, "flat", 700, LIMIT, elapsedMs)).toBe(700);
    expect(pointsFor(1, "none", 700, LIMIT, elapsedMs)).toBe(0);
  }
});

const worth = fc.integer({ min: 0, max: 10_000 });
const limit = fc.integer({ min: 1000, max: 600_000 });
const elapsed = fc.integer({ min: 0, max: 700_000 });

test("speed pays whole points between half and all, and never more for a later answer", () => {
  fc.assert(
    fc.property(worth, limit, elapsed, elapsed, (points, limitMs, one, other) => {
      const [sooner, later] = [Math.min(one, other), Math.max(one, other)].map((ms) =>
        speed(ms, points, limitMs),
      ) as [number, number];
      expect(Number.isInteger(sooner)).toBe(true);
      expect(sooner).toBeGreaterThanOrEqual(later);
      expect(sooner).toBeLessThanOrEqual(points);
      expect(later).toBeGreaterThanOrEqual(Math.round(points / 2));
    }),
  );
});

test("speed follows its formula between the head start and the limit", () => {
  fc.assert(
    fc.property(worth, limit, fc.double({ min: 0, max: 1, noNaN: true }), (points, limitMs, share) => {
      const elapsedMs = Math.round(500 + share * (limitMs - 500));
      const exact = points - (points * elapsedMs) / (2 * limitMs);
      expect(Math.abs(speed(elapsedMs, points, limitMs) - exact)).toBeLessThanOrEqual(0.5 + 1e-9);
    }),
  );
});
