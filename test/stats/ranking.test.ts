import fc from "fast-check";
import { rank } from "../../services/stats/ranking.ts";
import { ranked } from "./recount.ts";

const total = (points: fc.Arbitrary<number>, elapsedMs: fc.Arbitrary<number>) =>
  fc.record({ points, elapsedMs });
const few = total(fc.constantFrom(0, 1000, 2000), fc.constantFrom(0, 1, 500));
const usual = total(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 400_000 }));
const manyPoints = total(fc.integer({ min: 9_999_000, max: 10_000_000 }), fc.nat(70_000));
const longTimes = total(fc.constantFrom(0, 5_000_000), fc.integer({ min: 0, max: 2 ** 40 }));

const immense = total(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 2 ** 41 }));

function check(totals: { points: number; elapsedMs: number }[], gone: number[]): void {
  const players = totals.length;
  const removed = gone.filter((player) => player <= players);
  const points = Uint32Array.from([77, ...totals.map((one) => one.points), 99]);
  const elapsed = Float64Array.from([77, ...totals.map((one) => one.elapsedMs), 99]);
  const ranks = new Uint32Array(players + 2).fill(7);
  const order = rank({ points, elapsed }, players, removed, ranks);
  const expected = ranked(
    totals
      .map((one, index) => ({ playerNo: index + 1, ...one }))
      .filter((one) => !removed.includes(one.playerNo)),
  );
  expect([...order]).toEqual(expected.map((place) => place.playerNo));
  expect(expected.map((place) => ranks[place.playerNo])).toEqual(expected.map((place) => place.rank));
  expect(removed.map((player) => ranks[player])).toEqual(removed.map(() => 0));
  expect([ranks[0], ranks[players + 1]]).toEqual([7, 7]);
}

const removed = fc.subarray([1, 2, 3, 5, 8, 40]);

test.each([
  ["many ties", few],
  ["usual scores", usual],
  ["more than fits one part", manyPoints],
  ["times beyond 32 bits", longTimes],
  ["more points and longer times than fit one line", immense],
])("ranks as a plain sort does: %s", (_, one) => {
  fc.assert(fc.property(fc.array(one, { maxLength: 200 }), removed, check), { numRuns: 60 });
});

test("ranks large groups of equal points as a plain sort does", () => {
  const random = (index: number) => (Math.imul(index, 2_654_435_761) >>> 8) % 500_000;
  const players = 40_000;
  const points = Uint32Array.from({ length: players + 1 }, (_, player) => (player % 2) * 1000);
  const elapsed = Float64Array.from({ length: players + 1 }, (_, player) => random(player));
  const ranks = new Uint32Array(players + 1);
  const order = [...rank({ points, elapsed }, players, [], ranks)];
  const sorted = Array.from({ length: players }, (_, index) => index + 1).sort(
    (a, b) => points[b]! - points[a]! || elapsed[a]! - elapsed[b]! || a - b,
  );
  expect(order).toEqual(sorted);
  order.forEach((player, place) => {
    const before = order[place - 1];
    const isTie = before && points[before] === points[player] && elapsed[before] === elapsed[player];
    expect(ranks[player]).toBe(isTie ? ranks[before] : place + 1);
  });
});
