import fc from "fast-check";
import { prepareRanking, rank } from "../../../../services/stats/ranking/ranking.ts";
import { PHASES, prefixSums, runChunk } from "../../../../services/stats/ranking/ranking-job.ts";
import { expectedRanking } from "../expected-stats.ts";

const total = (points: fc.Arbitrary<number>, elapsedMs: fc.Arbitrary<number>) =>
  fc.record({ points, elapsedMs });
const few = total(fc.constantFrom(0, 1000, 2000), fc.constantFrom(0, 1, 500));
const usual = total(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 400_000 }));
const manyPoints = total(fc.integer({ min: 9_999_000, max: 10_000_000 }), fc.nat(70_000));
const longTimes = total(fc.constantFrom(0, 5_000_000), fc.integer({ min: 0, max: 2 ** 40 }));

const immense = total(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 2 ** 41 }));

interface Input {
  totals: { points: number; elapsedMs: number }[];
  removed: number[];
}

/** Totals at players' numbers, in shared memory as on a board, between two values that must not be read. */
function totalsOf({ totals }: Input) {
  const points = new Uint32Array(new SharedArrayBuffer(4 * (totals.length + 2)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (totals.length + 2)));
  points.set([77, ...totals.map((one) => one.points), 99]);
  elapsed.set([77, ...totals.map((one) => one.elapsedMs), 99]);
  return { points, elapsed };
}

function check(input: Input, order: Uint32Array, ranks: Uint32Array): void {
  const expected = expectedRanking(
    input.totals
      .map((one, index) => ({ playerNo: index + 1, ...one }))
      .filter((one) => !input.removed.includes(one.playerNo)),
  );
  expect([...order]).toEqual(expected.map((place) => place.playerNo));
  expect(expected.map((place) => ranks[place.playerNo])).toEqual(expected.map((place) => place.rank));
}

const inputs = (player: typeof usual) =>
  fc
    .record({ totals: fc.array(player, { maxLength: 200 }), removed: fc.subarray([1, 2, 3, 5, 8, 40]) })
    .map(({ totals, removed }) => ({ totals, removed: removed.filter((player) => player <= totals.length) }));

const distributions: [string, typeof usual][] = [
  ["many ties", few],
  ["usual scores", usual],
  ["more points than fit one bucket", manyPoints],
  ["times beyond 32 bits", longTimes],
  ["more points and longer times than fit one sort value", immense],
];

test.each(distributions)("ranks are those of a plain sort: %s", (_, player) => {
  fc.assert(
    fc.property(inputs(player), (input) => {
      const players = input.totals.length;
      const ranks = new Uint32Array(players + 2).fill(7);
      check(input, rank(totalsOf(input), players, input.removed, ranks), ranks);
      expect(input.removed.map((player) => ranks[player])).toEqual(input.removed.map(() => 0));
      expect([ranks[0], ranks[players + 1]]).toEqual([7, 7]);
    }),
    { numRuns: 60 },
  );
});

test.each(distributions)("the ranks do not depend on the order in which chunks run: %s", (_, player) => {
  fc.assert(
    fc.property(inputs(player), fc.infiniteStream(fc.nat()), (input, random) => {
      const players = input.totals.length;
      const ranks = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
      const job = prepareRanking(totalsOf(input), players, input.removed, ranks, 0);
      for (const phase of [PHASES.count, PHASES.fill, PHASES.sort]) {
        const chunks = Array.from({ length: job.chunks[phase]! }, (_, chunk) => chunk);
        expect(chunks.length).toBeGreaterThan(1);
        while (chunks.length > 0) {
          const [chunk] = chunks.splice(random.next().value % chunks.length, 1);
          runChunk(job, phase, chunk!);
        }
        if (phase === PHASES.count) prefixSums(job);
      }
      check(input, job.order.subarray(0, players - input.removed.length), ranks);
    }),
    { numRuns: 60 },
  );
});

/** Scattered values, the same in each run. */
const scattered = (index: number, below: number) => (Math.imul(index, 2_654_435_761) >>> 8) % below;

test.each([
  ["large groups of equal points, in one thread", 40_000, (player: number) => (player % 2) * 1000],
  ["enough players for a helper thread", 300_000, (player: number) => scattered(player, 20_000)],
])("the ranks of %s are those of a plain sort", (_, players, pointsOf) => {
  const points = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (players + 1)));
  for (let player = 1; player <= players; player++) {
    points[player] = pointsOf(player);
    elapsed[player] = scattered(player * 7, 500_000);
  }
  const sorted = Uint32Array.from({ length: players }, (_, index) => index + 1).sort(
    (a, b) => points[b]! - points[a]! || elapsed[a]! - elapsed[b]! || a - b,
  );
  const expected = new Uint32Array(players + 1);
  sorted.forEach((player, place) => {
    const before = sorted[place - 1];
    const isTie =
      before !== undefined && points[before] === points[player] && elapsed[before] === elapsed[player];
    expected[player] = isTie ? expected[before]! : place + 1;
  });
  for (let time = 0; time < 5; time++) {
    const ranks = new Uint32Array(new SharedArrayBuffer(4 * (players + 1)));
    const order = rank({ points, elapsed }, players, [], ranks);
    expect(Buffer.compare(Buffer.from(order.slice().buffer), Buffer.from(sorted.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(ranks.slice().buffer), Buffer.from(expected.buffer))).toBe(0);
  }
});
