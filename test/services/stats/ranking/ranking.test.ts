import fc from "fast-check";
import { prepareRanking, type RankingInput, rank } from "../../../../services/stats/ranking/ranking.ts";
import {
  PHASES,
  prefixSums,
  type Ranking,
  runChunk,
} from "../../../../services/stats/ranking/ranking-job.ts";
import { expectedRanking } from "../expected-stats.ts";

const total = (points: fc.Arbitrary<number>, right: fc.Arbitrary<number>, elapsedMs: fc.Arbitrary<number>) =>
  fc.record({ points, right, elapsedMs });
const few = total(fc.constantFrom(0, 1000, 2000), fc.nat(2), fc.constantFrom(0, 1, 500));
const noPoints = total(fc.constant(0), fc.nat(3), fc.constantFrom(0, 1, 500));
const usual = total(fc.nat(20_000), fc.nat(20), fc.nat(400_000));
const manyPoints = total(fc.integer({ min: 9_999_000, max: 10_000_000 }), fc.nat(40), fc.nat(70_000));
const longQuiz = total(fc.nat(200_000), fc.nat(1000), fc.nat(2 ** 24));
const longTimes = total(fc.constantFrom(0, 5_000_000), fc.nat(1), fc.integer({ min: 0, max: 2 ** 40 }));
const immense = total(fc.nat(10_000_000), fc.nat(1000), fc.integer({ min: 0, max: 2 ** 41 }));

interface Input {
  totals: { points: number; right: number; elapsedMs: number }[];
  removed: number[];
  byTime: boolean;
}

/** Totals at players' numbers, in shared memory as on a board, between two values that must not be read. */
function inputOf({ totals, removed, byTime }: Input): RankingInput {
  const points = new Uint32Array(new SharedArrayBuffer(4 * (totals.length + 2)));
  const right = new Uint16Array(new SharedArrayBuffer(2 * (totals.length + 2)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (totals.length + 2)));
  points.set([77, ...totals.map((one) => one.points), 99]);
  right.set([77, ...totals.map((one) => one.right), 99]);
  elapsed.set([77, ...totals.map((one) => one.elapsedMs), 99]);
  return { totals: { points, right, elapsed }, players: totals.length, removed, byTime };
}

function emptyRanking(slots: number): Ranking {
  return {
    ranks: new Uint32Array(new SharedArrayBuffer(4 * slots)),
    order: new Uint32Array(new SharedArrayBuffer(4 * slots)),
  };
}

function check(input: Input, order: Uint32Array, ranks: Uint32Array): void {
  const expected = expectedRanking(
    input.totals
      .map((one, index) => ({ playerNo: index + 1, ...one }))
      .filter((one) => !input.removed.includes(one.playerNo)),
    input.byTime,
  );
  expect([...order]).toEqual(expected.map((place) => place.playerNo));
  expect(expected.map((place) => ranks[place.playerNo])).toEqual(expected.map((place) => place.rank));
}

const inputs = (player: typeof usual) =>
  fc
    .record({
      totals: fc.array(player, { maxLength: 200 }),
      removed: fc.subarray([1, 2, 3, 5, 8, 40]),
      byTime: fc.boolean(),
    })
    .map((input) => ({ ...input, removed: input.removed.filter((player) => player <= input.totals.length) }));

const distributions: [string, typeof usual][] = [
  ["many ties", few],
  ["no points", noPoints],
  ["usual scores", usual],
  ["more points than fit one bucket", manyPoints],
  ["a thousand questions", longQuiz],
  ["times beyond 32 bits", longTimes],
  ["more points and longer times than fit one sort value", immense],
];

test.each(distributions)("ranks are those of a plain sort: %s", (_, player) => {
  fc.assert(
    fc.property(inputs(player), (input) => {
      const players = input.totals.length;
      const { ranks, order } = emptyRanking(players + 2);
      ranks.fill(7);
      check(input, rank(inputOf(input), { ranks, order }), ranks);
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
      const result = emptyRanking(players + 1);
      const job = prepareRanking(inputOf(input), result, 0);
      for (const phase of [PHASES.count, PHASES.fill, PHASES.sort]) {
        const chunks = Array.from({ length: job.chunks[phase]! }, (_, chunk) => chunk);
        expect(chunks.length).toBeGreaterThan(1);
        while (chunks.length > 0) {
          const [chunk] = chunks.splice(random.next().value % chunks.length, 1);
          runChunk(job, phase, chunk!);
        }
        if (phase === PHASES.count) prefixSums(job);
      }
      check(input, result.order.subarray(0, players - input.removed.length), result.ranks);
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
  const right = new Uint16Array(new SharedArrayBuffer(2 * (players + 1)));
  const elapsed = new Float64Array(new SharedArrayBuffer(8 * (players + 1)));
  for (let player = 1; player <= players; player++) {
    points[player] = pointsOf(player);
    right[player] = scattered(player * 3, 3);
    elapsed[player] = scattered(player * 7, 500_000);
  }
  const sorted = Uint32Array.from({ length: players }, (_, index) => index + 1).sort(
    (a, b) => points[b]! - points[a]! || right[b]! - right[a]! || elapsed[a]! - elapsed[b]! || a - b,
  );
  const expected = new Uint32Array(players + 1);
  sorted.forEach((player, place) => {
    const before = sorted[place - 1];
    const isTie =
      before !== undefined &&
      points[before] === points[player] &&
      right[before] === right[player] &&
      elapsed[before] === elapsed[player];
    expected[player] = isTie ? expected[before]! : place + 1;
  });
  for (let time = 0; time < 5; time++) {
    const result = emptyRanking(players + 1);
    const input = { totals: { points, right, elapsed }, players, removed: [], byTime: true };
    const order = rank(input, result);
    expect(Buffer.compare(Buffer.from(order.slice().buffer), Buffer.from(sorted.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(result.ranks.slice().buffer), Buffer.from(expected.buffer))).toBe(0);
  }
});
